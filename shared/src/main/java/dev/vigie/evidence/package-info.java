/** The record of what was done, in which nothing can be changed unseen. */
@NullMarked
package dev.vigie.evidence;

import org.jspecify.annotations.NullMarked;
