package dev.vigie.functions;

import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.functions.event.Origin;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Requester;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who asks by an event.
 *
 * @param journal where a second delivery finds the first
 * @param clock the time of this delivery
 */
record Requesters(OperationJournal journal, Clock clock) {
  /** {@code Reconciler} looks 7 days back: what is older would never be looked after. */
  private static final Duration OLDEST = Duration.ofDays(6);

  private static final Duration FURTHEST_AHEAD = Duration.ofDays(1);

  /** Lambda keeps an asynchronous event for at most 6 hours (AWS Lambda quotas). */
  private static final Duration REDELIVERY = Duration.ofHours(6);

  /**
   * The requester of an event.
   *
   * @param requestId Lambda's own, the same in every delivery of an asynchronous event
   * @throws VigieException {@code REQUEST_INVALID} if the time is over 6 days old or over a day
   *     ahead
   */
  Requester of(Origin origin, String requestId) {
    Instant now = clock.instant();
    Requester requester =
        switch (origin) {
          case Origin.Scheduled(Instant time, String arn) ->
              new Requester(time, arn, arn.isEmpty() ? "a schedule" : arn);
          case Origin.Direct(Optional<Instant> asked, Optional<String> caller) -> {
            String invocation = "invocation " + requestId;
            Instant time = asked.orElseGet(() -> firstDelivery(invocation, now));
            yield new Requester(
                time, requestId, invocation + caller.map(who -> " for " + who).orElse(""));
          }
        };
    if (requester.time().isBefore(now.minus(OLDEST))
        || requester.time().isAfter(now.plus(FURTHEST_AHEAD))) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "the request is for %s; it should be for a time between 6 days ago and a day ahead"
              .formatted(requester.time()));
    }
    return requester;
  }

  /** Lambda tells no time of an invocation, so a second delivery asks the journal for the first. */
  private Instant firstDelivery(String invocation, Instant now) {
    return journal.since(now.minus(REDELIVERY)).stream()
        .flatMap(id -> readable(id).stream())
        .filter(request -> (request.requestedBy() + " ").startsWith(invocation + " "))
        .map(request -> request.id().time())
        .findFirst()
        .orElse(now);
  }

  /** What cannot be read is another's: this invocation's was written whole. */
  private Optional<OperationRequest> readable(OperationId id) {
    try {
      return journal.request(id);
    } catch (VigieException e) {
      if (e.code().category() == ErrorCategory.INTEGRITY) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
