package dev.vigie.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The part of EventBridge that a laptop lacks: it sees objects come into a bucket, and makes the
 * event that S3 would send of them (Amazon S3 User Guide, "EventBridge event message structure").
 *
 * @param store the bucket
 * @param clock the time of events and of waiting
 */
public record BucketEvents(ObjectStore store, Clock clock) {
  /** The embedded S3 tells nobody of its objects, so somebody has to look. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /**
   * Waits until one of the objects is there.
   *
   * @param keys the objects, any of which will do; the first one found counts
   * @param patience how long
   * @param meanwhile called each time before it looks
   * @return the event, as JSON in UTF-8
   * @throws VigieException {@code OPERATION_LOST} if none comes in time, or {@code INTERRUPTED}
   */
  public byte[] awaitCreated(List<String> keys, Duration patience, Runnable meanwhile) {
    Instant end = clock.instant().plus(patience);
    while (clock.instant().isBefore(end)) {
      meanwhile.run();
      Optional<StoredObject> found =
          keys.stream().flatMap(key -> store.head(key).stream()).findFirst();
      if (found.isPresent()) {
        meanwhile.run();
        return created(found.get());
      }
      pause();
    }
    throw new VigieException(
        ErrorCode.OPERATION_LOST,
        "none of %s came into the bucket in %d s".formatted(keys, patience.toSeconds()));
  }

  /** The event of an object that was written. */
  private byte[] created(StoredObject object) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "0").put("id", UUID.randomUUID().toString());
    event.put("detail-type", "Object Created").put("source", "aws.s3");
    event.put("account", "000000000000").put("time", clock.instant().toString());
    event.put("region", "local");
    event.putArray("resources").add("arn:aws:s3:::" + store.bucket());
    ObjectNode detail = event.putObject("detail");
    detail.put("version", "0").put("reason", "PutObject");
    detail.putObject("bucket").put("name", store.bucket());
    detail
        .putObject("object")
        .put("key", object.key())
        .put("size", object.size())
        .put("etag", object.etag())
        .put("version-id", object.versionId().orElse(""));
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while waiting for an object", e);
    }
  }
}
