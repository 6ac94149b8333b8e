/** pg_dump's custom archive format, read as it passes. */
@NullMarked
package dev.vigie.archive;

import org.jspecify.annotations.NullMarked;
