package dev.vigie.alert;

import java.time.Instant;

/**
 * That a person knows.
 *
 * @param by who, as they called themselves
 * @param at when
 * @param told whether others were told of it
 */
record Ack(String by, Instant at, boolean told) {}
