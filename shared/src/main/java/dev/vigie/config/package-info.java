/**
 * Settings: validated records, read from the environment; a wrong value is refused when it is read.
 */
@NullMarked
package dev.vigie.config;

import org.jspecify.annotations.NullMarked;
