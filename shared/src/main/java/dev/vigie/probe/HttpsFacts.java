package dev.vigie.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of one request over HTTPS.
 *
 * @param status HTTP's; empty if there was no answer
 * @param took from the request to the answer's head
 * @param failure why there was no answer; empty if there was
 * @param certificate what the server showed; empty if it showed none
 */
public record HttpsFacts(
    Optional<Integer> status,
    Duration took,
    Optional<String> failure,
    Optional<Certificate> certificate) {

  /**
   * A server's certificate.
   *
   * @param from when it begins to be valid
   * @param until when it ends
   * @param distrust why a browser would not take it, its dates apart; empty if it would
   */
  public record Certificate(Instant from, Instant until, Optional<String> distrust) {}
}
