/** {@code vigie demo}: the product on a laptop, from a scheduled backup to a restore. */
@NullMarked
package dev.vigie.cli.demo;

import org.jspecify.annotations.NullMarked;
