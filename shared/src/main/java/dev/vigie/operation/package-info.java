/** Something asked for, its request, its result and its one outcome. */
@NullMarked
package dev.vigie.operation;

import org.jspecify.annotations.NullMarked;
