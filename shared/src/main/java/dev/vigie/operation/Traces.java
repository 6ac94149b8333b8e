package dev.vigie.operation;

import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in an operation's folder, as a listing shows it, without a look into any document.
 *
 * @param id the operation
 * @param documents the names in its folder
 */
record Traces(OperationId id, Set<String> documents) {
  /** S3 gives at most so many in one answer (Amazon S3 API Reference, "ListObjectsV2"). */
  private static final int PAGE = 1_000;

  /** The first time that an id can tell. */
  private static final Instant OLDEST = Instant.parse("0001-01-01T00:00:00Z");

  /**
   * What stands in the folders of the operations that were asked for in that time, oldest first. It
   * costs one listing for each 1,000 documents of that time, whatever else the bucket holds.
   *
   * @param from the first second
   * @param before only earlier ones
   */
  static List<Traces> between(ObjectStore store, Instant from, Instant before) {
    List<Traces> found = new ArrayList<>();
    String folder = "/"; // of the last one; no key begins so
    String after =
        OperationJournal.FOLDER + OperationId.firstOf(from.isBefore(OLDEST) ? OLDEST : from);
    List<StoredObject> page;
    do {
      page = store.list(OperationJournal.FOLDER, after, PAGE);
      for (StoredObject document : page) {
        after = document.key();
        if (!after.startsWith(folder)) {
          Optional<OperationId> id = OperationJournal.operationOf(after);
          if (id.isEmpty()) {
            continue;
          }
          if (!id.get().time().isBefore(before)) {
            return found;
          }
          folder = OperationJournal.key(id.get(), "");
          found.add(new Traces(id.get(), new HashSet<>()));
        }
        found.getLast().documents().add(after.substring(folder.length()));
      }
    } while (page.size() == PAGE);
    return found;
  }

  boolean isAsked() {
    return documents.contains(OperationJournal.REQUEST);
  }

  boolean isSent() {
    return documents.contains(OperationJournal.COMMAND);
  }

  boolean isCancelled() {
    return documents.contains(OperationJournal.CANCEL);
  }

  boolean hasResult() {
    return documents.contains(OperationJournal.RESULT);
  }

  boolean hasEnded() {
    return documents.contains(OperationJournal.OUTCOME);
  }

  boolean isTold() {
    return documents.contains(OperationJournal.TOLD);
  }
}
