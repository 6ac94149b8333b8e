/** Tar archives, whole and hostile. */
@NullMarked
package dev.vigie.volume;

import org.jspecify.annotations.NullMarked;
