/** The events that the functions take, each checked as it is read. */
@NullMarked
package dev.vigie.functions.event;

import org.jspecify.annotations.NullMarked;
