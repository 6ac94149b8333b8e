/** Tests of the whole. */
@NullMarked
package dev.vigie;

import org.jspecify.annotations.NullMarked;
