/** The Lambda handlers: what turns an event into a call of a use case, and its result into JSON. */
@NullMarked
package dev.vigie.functions;

import org.jspecify.annotations.NullMarked;
