package dev.vigie.operation;

import java.time.Instant;

/**
 * Who asks for an operation, for which time, and by which token: all three the same in every
 * delivery of one request, so that it is one operation.
 *
 * @param time for which it is asked: a schedule's own time, or when it was asked first
 * @param token tells requests for the same time apart
 * @param name who asks, in words
 */
public record Requester(Instant time, String token, String name) {}
