/**
 * The stacks that deploy Vigie to AWS, and the settings they are built from. Only {@code
 * dev.vigie.config} and {@code dev.vigie.error} of the library are used here.
 */
@NullMarked
package dev.vigie.cdk;

import org.jspecify.annotations.NullMarked;
