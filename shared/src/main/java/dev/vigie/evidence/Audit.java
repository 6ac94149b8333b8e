package dev.vigie.evidence;

import dev.vigie.error.ErrorCategory;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an auditor finds: whether the record is whole, and what is in it.
 *
 * @param entries how many there are
 * @param head the digest of the last; whoever keeps it can tell later that no end of the record was
 *     cut off
 * @param faults where the record is not as it was written, a sentence each; empty if it is whole
 * @param unrecorded operations that ended since the record began, and stand not in it
 * @param listed the entries that were asked for, oldest first
 */
public record Audit(
    long entries,
    String head,
    List<String> faults,
    List<OperationId> unrecorded,
    List<Entry> listed) {
  private static final int MOST = 10_000_000;

  /**
   * Reads the whole record.
   *
   * @param month in which an operation ended, in UTC, to be listed; empty for all
   */
  public static Audit of(ObjectStore store, Optional<YearMonth> month) {
    EvidenceLog log = new EvidenceLog(store, Clock.systemUTC());
    List<String> faults = new ArrayList<>();
    List<Entry> listed = new ArrayList<>();
    Set<OperationId> recorded = new HashSet<>();
    Optional<OperationId> first = Optional.empty();
    String previous = Entry.NOTHING;
    List<String> keys =
        store.list(EvidenceLog.FOLDER, "", MOST).stream().map(StoredObject::key).toList();
    for (int i = 0; i < keys.size(); i++) {
      long number = i + 1L;
      if (!keys.get(i).equals(EvidenceLog.key(number))) {
        faults.add("entry %d is missing: %s follows".formatted(number, keys.get(i)));
        break;
      }
      try {
        EvidenceLog.Read read = log.read(number).orElseThrow();
        Entry entry = read.entry();
        if (entry.number() != number || !entry.previous().equals(previous)) {
          faults.add(
              "entry %d does not follow the one before: that one was changed, or this one"
                      .formatted(number)
                  + " was put in its place");
        }
        previous = read.digest();
        recorded.add(entry.operationId());
        first = first.or(() -> Optional.of(entry.operationId()));
        if (month.isEmpty() || month.get().equals(monthOf(entry))) {
          listed.add(entry);
        }
      } catch (VigieException e) {
        if (e.code().category() != ErrorCategory.INTEGRITY) {
          throw e;
        }
        faults.add("entry %d cannot be read: %s".formatted(number, e.getMessage()));
      }
    }
    return new Audit(
        keys.size(), previous, faults, unrecorded(store, first, recorded), List.copyOf(listed));
  }

  private static YearMonth monthOf(Entry entry) {
    return YearMonth.from(entry.endedAt().atOffset(ZoneOffset.UTC));
  }

  private static List<OperationId> unrecorded(
      ObjectStore store, Optional<OperationId> first, Set<OperationId> recorded) {
    OperationJournal journal = new OperationJournal(store);
    return first.stream()
        .flatMap(since -> journal.since(since.time()).stream())
        .filter(id -> !recorded.contains(id) && journal.hasEnded(id))
        .toList();
  }
}
