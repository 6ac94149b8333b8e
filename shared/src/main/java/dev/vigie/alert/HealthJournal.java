package dev.vigie.alert;

import dev.vigie.config.BucketKeys;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.probe.Check;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The state of health in the bucket. It is written only over the version that was read: of two who
 * change it at once, the later one reads again what the first one wrote. Thread-safe.
 *
 * @param store the bucket
 */
public record HealthJournal(ObjectStore store) {
  /** Rounds are minutes apart; more than a few at once are no race but a fault. */
  private static final int TRIES = 10;

  /**
   * Reads the state.
   *
   * @throws VigieException {@code MANIFEST_INVALID} if it is damaged, or of a newer program
   */
  public HealthState read() {
    return find().map(JsonDocuments.Read::document).orElseGet(HealthState::nothing);
  }

  /**
   * Notes that somebody knows. What somebody else acknowledged before stays theirs.
   *
   * @param by who, 1 to 100 characters
   * @throws VigieException {@code ALERT_UNKNOWN} if people were told nothing of it that is not over
   */
  public void acknowledge(Check check, String subject, String by, Instant now) {
    if (by.isBlank() || by.length() > 100) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "who acknowledges has a name of 1 to 100 characters");
    }
    update(
        state -> {
          boolean open =
              state.open().stream()
                  .anyMatch(each -> Subject.of(each.finding()).equals(new Subject(check, subject)));
          if (!open) {
            throw new VigieException(
                ErrorCode.ALERT_UNKNOWN,
                "nothing was told of %s %s that is not over".formatted(check.id(), subject));
          }
          return state.acknowledged(new Subject(check, subject), new Ack(by, now, false));
        });
  }

  /**
   * Asks for a test of one channel, or of all; the next round sends it.
   *
   * @return the request, whose id the deliveries will name
   */
  public TestRequest askForTest(Optional<String> channel, Instant now) {
    TestRequest test =
        new TestRequest("test-" + Long.toString(now.toEpochMilli(), 36), channel, now);
    update(state -> state.with(test));
    return test;
  }

  /**
   * Changes the state.
   *
   * @param change from what is there to what is to be; it may be asked several times
   * @return what was written, or what was there if nothing was to be changed
   * @throws VigieException {@code STORAGE_UNAVAILABLE} if others changed it each time
   */
  HealthState update(UnaryOperator<HealthState> change) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Optional<JsonDocuments.Read<HealthState>> read = find();
      HealthState before = read.map(JsonDocuments.Read::document).orElseGet(HealthState::nothing);
      HealthState after = change.apply(before);
      if (after.equals(before) || write(after, read.map(JsonDocuments.Read::object))) {
        return after;
      }
    }
    throw new VigieException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "%s was changed by others %d times".formatted(BucketKeys.HEALTH, TRIES));
  }

  /**
   * Begins anew where what is there cannot be read; an older version of the object is the bucket's
   * to keep.
   *
   * @return why it was needed; empty if it was not
   */
  Optional<String> mend() {
    try {
      find();
      return Optional.empty();
    } catch (VigieException e) {
      if (e.code().category() != ErrorCategory.INTEGRITY) {
        throw e;
      }
      write(HealthState.nothing(), store.head(BucketKeys.HEALTH));
      return Optional.of(
          "What was told before was lost, and may be told again: " + e.getMessage() + ".");
    }
  }

  private Optional<JsonDocuments.Read<HealthState>> find() {
    try {
      return Optional.of(new JsonDocuments(store).read(BucketKeys.HEALTH, HealthState.class));
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_UNKNOWN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean write(HealthState state, Optional<StoredObject> read) {
    WriteCondition condition =
        read.map(WriteCondition::unchangedSince).orElse(WriteCondition.IF_ABSENT);
    try {
      new JsonDocuments(store).put(BucketKeys.HEALTH, state, Map.of(), condition);
      return true;
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_EXISTS) {
        return false;
      }
      throw e;
    }
  }
}
