package dev.vigie.evidence;

import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeListener;
import dev.vigie.storage.InParallel;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The record of how operations ended: each entry holds the digest of the one before, so that
 * nothing in it can be changed, left out or put in unseen; and each number is written once, so that
 * there is one record whoever writes, and however many at once. Thread-safe.
 *
 * @param store the bucket
 * @param clock the time of an entry
 */
public record EvidenceLog(ObjectStore store, Clock clock) implements OutcomeListener {
  /** Below this stand the entries. */
  static final String FOLDER = "evidence/";

  /** An entry holds a request and its outcome, of some kilobytes each. */
  private static final int MOST_BYTES = 4 << 20;

  /** Machines' clocks differ. */
  private static final Duration SKEW = Duration.ofMinutes(10);

  /** An entry, and the digest of its bytes. */
  record Read(Entry entry, String digest) {}

  /** Adds the entry of this end, unless it is there already. */
  @Override
  public void ended(OperationRequest request, Outcome outcome) {
    while (true) {
      long last = last();
      if (isRecorded(outcome, last)) {
        return;
      }
      // Of its bytes, whatever they are: a damaged entry is told by an audit, and stops nobody.
      String previous = last == 0 ? Entry.NOTHING : digest(bytes(last).orElseThrow());
      Entry entry = Entry.after(last, previous, request, outcome, clock.instant());
      try {
        store.put(
            key(entry.number()), JsonDocuments.bytes(entry), Map.of(), WriteCondition.IF_ABSENT);
        return;
      } catch (VigieException e) {
        // Somebody else wrote the entry of that number: this one comes behind it.
        if (e.code() != ErrorCode.OBJECT_EXISTS) {
          throw e;
        }
      }
    }
  }

  /** Listeners may be told twice. What was recorded of this end was recorded after it. */
  private boolean isRecorded(Outcome outcome, long last) {
    Instant since = outcome.recordedAt().minus(SKEW);
    for (long number = last; number > 0; number--) {
      Optional<Entry> entry = readable(number);
      if (entry.filter(each -> each.operationId().equals(outcome.id())).isPresent()) {
        return true;
      }
      if (entry.filter(each -> each.recordedAt().isBefore(since)).isPresent()) {
        return false;
      }
    }
    return false;
  }

  /**
   * The newest entries that can be read, oldest first.
   *
   * @param limit at most so many, 1 or more
   */
  public List<Entry> newest(int limit) {
    long last = last();
    List<Long> numbers =
        LongStream.rangeClosed(Math.max(1, last - limit + 1), last).boxed().toList();
    return InParallel.of(numbers, this::readable).stream().flatMap(Optional::stream).toList();
  }

  private Optional<Entry> readable(long number) {
    try {
      return read(number).map(Read::entry);
    } catch (VigieException e) {
      if (e.code().category() == ErrorCategory.INTEGRITY) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The number of the last entry, 0 for none. Numbers have no gaps, so it is found by about twice
   * as many questions as the number has binary digits.
   */
  long last() {
    long there = 0;
    long absent = 1;
    while (isThere(absent)) {
      there = absent;
      absent *= 2;
    }
    while (absent - there > 1) {
      long middle = there + (absent - there) / 2;
      if (isThere(middle)) {
        there = middle;
      } else {
        absent = middle;
      }
    }
    return there;
  }

  private boolean isThere(long number) {
    return store.head(key(number)).isPresent();
  }

  /**
   * The entry of that number, if there is one.
   *
   * @throws VigieException {@code MANIFEST_INVALID} if it is none
   */
  Optional<Read> read(long number) {
    return bytes(number).map(bytes -> new Read(parse(number, bytes), digest(bytes)));
  }

  private static Entry parse(long number, byte[] bytes) {
    try {
      return JsonDocuments.MAPPER.readValue(bytes, Entry.class);
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID, key(number) + " is no entry of the record", e);
    }
  }

  private Optional<byte[]> bytes(long number) {
    try (ObjectBody body = store.get(key(number))) {
      return Optional.of(body.stream().readNBytes(MOST_BYTES));
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.STORAGE_UNAVAILABLE, key(number) + " could not be read", e);
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_UNKNOWN) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The key of the entry; keys sort as numbers do. */
  static String key(long number) {
    return String.format(Locale.ROOT, "%s%012d.json", FOLDER, number);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
