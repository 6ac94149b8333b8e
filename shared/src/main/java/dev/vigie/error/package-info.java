/**
 * What can go wrong, told so that a person who was not there can act: a stable code, a category, a
 * message that names the input, and a hint.
 */
@NullMarked
package dev.vigie.error;

import org.jspecify.annotations.NullMarked;
