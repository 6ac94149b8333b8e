/** {@code vigie inventory}: the machines, in the forms that other programs read. */
@NullMarked
package dev.vigie.cli.inventory;

import org.jspecify.annotations.NullMarked;
