package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Instant;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClientBuilder;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/**
 * A bus of EventBridge. Needs {@code events:PutEvents} on it. Thread-safe.
 *
 * @param events the client, which stays the caller's to close
 * @param name the bus's name
 */
public record EventBus(EventBridgeClient events, String name) {
  /** Who sends Vigie's events. */
  public static final String SOURCE = "vigie";

  /** A builder with what Vigie wants of a client: the small HTTP client, and three attempts. */
  public static EventBridgeClientBuilder clientBuilder() {
    return Clients.quick(EventBridgeClient.builder());
  }

  /**
   * Puts one event. What was accepted is delivered at least once (Amazon EventBridge User Guide,
   * "EventBridge event delivery").
   *
   * @param detailType its kind
   * @param detail a JSON object; with all else at most 1 MB (Amazon EventBridge quotas)
   * @throws VigieException {@code CLOUD_DENIED} or {@code CLOUD_UNAVAILABLE} if it was not accepted
   */
  public void put(String detailType, String detail, Instant time) {
    PutEventsRequestEntry entry =
        PutEventsRequestEntry.builder()
            .eventBusName(name)
            .source(SOURCE)
            .detailType(detailType)
            .time(time)
            .detail(detail)
            .build();
    PutEventsResponse response;
    try {
      response = events.putEvents(request -> request.entries(entry));
    } catch (SdkException e) {
      throw CloudFailures.of(
          "the bus %s did not take an event %s (PutEvents)".formatted(name, detailType), e);
    }
    if (response.failedEntryCount() != 0) {
      PutEventsResultEntry refused = response.entries().getFirst();
      throw new VigieException(
          ErrorCode.CLOUD_UNAVAILABLE,
          "the bus %s did not take an event %s (PutEvents): %s, %s"
              .formatted(name, detailType, refused.errorCode(), refused.errorMessage()));
    }
  }
}
