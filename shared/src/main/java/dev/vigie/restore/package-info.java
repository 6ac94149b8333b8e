/** A backup brought back into a new database, compared, swapped in, and swapped back. */
@NullMarked
package dev.vigie.restore;

import org.jspecify.annotations.NullMarked;
