package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What stands around every event of EventBridge (EventBridge Events Reference, "Overview of the
 * event structure").
 *
 * @param source who sent it, for example {@code aws.s3}
 * @param detailType what it tells, for example {@code Object Created}
 * @param resource the first resource that it names; empty if it names none
 */
record Envelope(String source, String detailType, String resource) {
  private static final String DETAIL_TYPE = "detail-type";

  /** Whether the event has an envelope at all. */
  static boolean isIn(Fields event) {
    return event.has(DETAIL_TYPE);
  }

  static Envelope of(Fields event) {
    JsonNode resource = event.object().path("resources").path(0);
    return new Envelope(
        event.text("source", "the service that sent the event"),
        event.text(DETAIL_TYPE, "the kind of event"),
        resource.isTextual() ? resource.textValue() : "");
  }
}
