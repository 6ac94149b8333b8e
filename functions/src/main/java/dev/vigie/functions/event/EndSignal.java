package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;

/** What may tell that an operation has ended. It says where to look, never how it went. */
public sealed interface EndSignal {
  /**
   * An object has come into a bucket: S3's "Object Created" (Amazon S3 User Guide, "EventBridge
   * event message structure").
   *
   * @param bucket which one
   * @param key as it is: unlike S3's own notifications, EventBridge's do not encode it
   */
  record ObjectCreated(String bucket, String key) implements EndSignal {}

  /**
   * A command's status has changed: SSM's "EC2 Command Invocation Status-change Notification" and
   * "EC2 Command Status-change Notification" (AWS Systems Manager User Guide, "Amazon EventBridge
   * event examples for Systems Manager"). The status itself is not read: it proves nothing.
   *
   * @param commandId which one
   */
  record CommandChanged(String commandId) implements EndSignal {}

  /**
   * Somebody asks.
   *
   * @param id about this operation
   */
  record Asked(OperationId id) implements EndSignal {}

  /**
   * Reads the event.
   *
   * @throws VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  static EndSignal of(JsonNode event) {
    Fields fields = Fields.of(event);
    return Envelope.isIn(fields) ? enveloped(fields) : new Asked(fields.operation("operationId"));
  }

  private static EndSignal enveloped(Fields event) {
    Envelope envelope = Envelope.of(event);
    return switch (envelope.source() + ": " + envelope.detailType()) {
      case "aws.s3: Object Created" -> objectCreated(event);
      case "aws.ssm: EC2 Command Invocation Status-change Notification",
          "aws.ssm: EC2 Command Status-change Notification" ->
          new CommandChanged(
              event
                  .inner("detail", "an object with command-id")
                  .text("command-id", "the id of a command"));
      default ->
          throw event.wrong(
              "detail-type",
              "Object Created from aws.s3, or EC2 Command (Invocation) Status-change Notification"
                  + " from aws.ssm");
    };
  }

  private static EndSignal objectCreated(Fields event) {
    Fields detail = event.inner("detail", "an object with bucket and object");
    return new ObjectCreated(
        detail.inner("bucket", "an object with name").text("name", "a bucket's name"),
        detail.inner("object", "an object with key").text("key", "an object's key"));
  }
}
