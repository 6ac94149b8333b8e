package dev.vigie.report;

import dev.vigie.alert.HealthJournal;
import dev.vigie.alert.HealthState;
import dev.vigie.catalog.Catalog;
import dev.vigie.config.BucketKeys;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationStatus;
import dev.vigie.probe.BackupMemory;
import dev.vigie.probe.Promise;
import dev.vigie.storage.InParallel;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads the summary from the bucket, as often as it is asked, and remembers what cannot have
 * changed: a document is read again when it is another one; operations that are behind those under
 * way are not listed again; databases are looked at each minute, and when an operation has begun or
 * ended. Not thread-safe.
 */
public final class SummaryReader {
  /** Databases that are shown: more are none that a person reads. */
  static final int MOST_DATABASES = StatusReader.MOST_DATABASES;

  /** Operations under way that are shown, each for four requests. */
  static final int MOST_OPERATIONS = 20;

  /** Databases are looked at again after that, if nothing happened before. */
  static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /** The longest time of an operation, 48 hours, and the hour in which it is found to be lost. */
  private static final Duration LONGEST = Duration.ofHours(50);

  /** An operation may be asked for later than at the time that its id tells. */
  private static final Duration BELATED = Duration.ofHours(1);

  private final ObjectStore store;
  private final Clock clock;
  private final Remembered<HealthState> health;
  private final Remembered<BackupMemory> memory;
  private final Map<Name, DatabaseTrail> trails = new HashMap<>();
  private List<Name> names = List.of();
  private List<DatabaseTrail.Found> found = List.of();
  private int moreDatabases;
  private Instant lookedAt = Instant.MIN;
  private Instant operationsFrom = Instant.MIN;
  private List<OperationId> underWay = List.of();
  private Optional<String> unread = Optional.empty();

  private record Name(String cluster, String database) {}

  /** A document, and the version of it that was read. */
  private static final class Remembered<T> {
    private final Supplier<T> reader;
    private Optional<StoredObject> version = Optional.empty();
    private Optional<T> document = Optional.empty();

    Remembered(Supplier<T> reader) {
      this.reader = reader;
    }

    T read(Optional<StoredObject> there) {
      if (document.isEmpty()
          || !there.map(StoredObject::etag).equals(version.map(StoredObject::etag))) {
        document = Optional.of(reader.get());
        version = there;
      }
      return document.get();
    }
  }

  /**
   * A reader that remembers nothing yet.
   *
   * @param clock the time of the summaries
   */
  public SummaryReader(ObjectStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.health = new Remembered<>(() -> new HealthJournal(store).read());
    this.memory = new Remembered<>(() -> BackupMemory.of(store));
  }

  /** Reads how all is now. */
  public StatusSummary read() {
    Instant now = clock.instant();
    HealthState state = health();
    lookAtOperations(now);
    List<OperationStatus> operations = operations();
    if (!now.isBefore(lookedAt.plus(LOOK_AGAIN))) {
      lookAtDatabases(now);
    }
    StatusFacts facts =
        new StatusFacts(now, store.bucket(), state.conditions(), List.of(), moreDatabases);
    return new StatusSummary(
        now,
        store.bucket(),
        Optional.of(state.lookedAt()).filter(time -> !time.equals(Instant.EPOCH)),
        unread,
        facts.health(),
        facts.open(),
        state.open(),
        facts.posture(),
        standings(now),
        moreDatabases,
        operations,
        underWay.size() - operations.size());
  }

  /** One that is damaged, or that this user may not read, hides nothing of the rest. */
  private HealthState health() {
    try {
      HealthState state = health.read(store.head(BucketKeys.HEALTH));
      unread = Optional.empty();
      return state;
    } catch (VigieException e) {
      if (e.code().category() != ErrorCategory.INTEGRITY && e.code() != ErrorCode.STORAGE_DENIED) {
        throw e;
      }
      unread = Optional.of(e.code() + ": " + e.getMessage());
      return HealthState.nothing();
    }
  }

  private void lookAtOperations(Instant now) {
    OperationJournal journal = new OperationJournal(store);
    Instant from =
        operationsFrom.isBefore(now.minus(LONGEST)) ? now.minus(LONGEST) : operationsFrom;
    List<OperationId> before = underWay;
    underWay = journal.underWay(from).reversed();
    Instant recent = now.minus(BELATED);
    operationsFrom =
        underWay.isEmpty() || underWay.getLast().time().isAfter(recent)
            ? recent
            : underWay.getLast().time();
    if (!underWay.equals(before)) {
      lookedAt = Instant.MIN;
    }
  }

  /** Of one that ended in between nothing is under way. */
  private List<OperationStatus> operations() {
    OperationJournal journal = new OperationJournal(store);
    List<OperationId> shown = underWay.subList(0, Math.min(MOST_OPERATIONS, underWay.size()));
    return InParallel.of(shown, id -> OperationStatus.find(journal, id)).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private void lookAtDatabases(Instant now) {
    Catalog catalog = new Catalog(store);
    Set<Name> all =
        new TreeSet<>(Comparator.comparing(Name::cluster).thenComparing(Name::database));
    for (String cluster : catalog.clusters()) {
      catalog.databases(cluster).forEach(database -> all.add(new Name(cluster, database)));
    }
    // Some may be promised, and have not a single backup.
    promises().forEach(each -> all.add(new Name(each.cluster(), each.database())));
    names = all.stream().limit(MOST_DATABASES).toList();
    moreDatabases = all.size() - names.size();
    trails.keySet().retainAll(names);
    names.forEach(
        name ->
            trails.computeIfAbsent(
                name, _ -> new DatabaseTrail(store, name.cluster(), name.database())));
    found = InParallel.of(names, name -> Objects.requireNonNull(trails.get(name)).look());
    lookedAt = now;
  }

  private List<Promise> promises() {
    return memory.read(store.head(BucketKeys.BACKUP_CONTENTS)).promises();
  }

  private List<DatabaseStanding> standings(Instant now) {
    Map<Name, Promise> promises = new HashMap<>();
    promises().forEach(each -> promises.put(new Name(each.cluster(), each.database()), each));
    List<DatabaseStanding> standings = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Name name = names.get(i);
      standings.add(
          DatabaseStanding.of(
              found.get(i),
              name.cluster(),
              name.database(),
              Optional.ofNullable(promises.get(name)),
              now));
    }
    return standings;
  }
}
