/** Health: facts that were gathered, and what they are judged to mean. */
@NullMarked
package dev.vigie.probe;

import org.jspecify.annotations.NullMarked;
