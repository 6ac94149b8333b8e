/** What people are told of health: changes of state, once, on the channels that they use. */
@NullMarked
package dev.vigie.alert;

import org.jspecify.annotations.NullMarked;
