/** The {@code vigie} program. */
@NullMarked
package dev.vigie.cli;

import org.jspecify.annotations.NullMarked;
