/** One consistent snapshot of one database, committed by its manifest. */
@NullMarked
package dev.vigie.backup;

import org.jspecify.annotations.NullMarked;
