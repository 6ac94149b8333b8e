/**
 * The ways to people: adapters of {@link dev.vigie.alert.AlertSink}, each for one service. They
 * decide nothing but how a message looks there.
 */
@NullMarked
package dev.vigie.channel;

import org.jspecify.annotations.NullMarked;
