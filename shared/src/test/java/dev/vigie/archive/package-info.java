/** Tests of the archive format, on archives built byte by byte and on those of pg_dump. */
@NullMarked
package dev.vigie.archive;

import org.jspecify.annotations.NullMarked;
