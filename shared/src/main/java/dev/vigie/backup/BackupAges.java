package dev.vigie.backup;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.BucketKeys;
import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.WriteCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * How old each database's newest backup is. The catalog tells; what it told is remembered in {@code
 * health/backups.json}, since a backup that was young enough stays so until its promise runs out:
 * so a database is looked up about once for each of its backups, and not at each look. The document
 * is a memory and no truth: without it everything is looked up. Written by one process at a time;
 * of two the later counts, and the other's part is looked up again.
 *
 * @param fleet the databases, and how old their newest backup may be
 * @param catalog the backups
 */
public record BackupAges(FleetSettings fleet, Catalog catalog) {
  /** Where it is remembered. */
  static final String KEY = BucketKeys.BACKUP_AGES;

  /**
   * Databases that are looked up at one look: with two requests of 30 ms for each, {@value
   * #AT_ONCE} at once, that is a few seconds. The others' turn is at the next looks.
   */
  static final int MOST = 4_000;

  private static final int AT_ONCE = 32;
  private static final int SCHEMA_VERSION = 1;

  /**
   * What is remembered.
   *
   * @param newest when the newest backup was taken that can be read, by cluster and database
   */
  record Memory(int schemaVersion, Map<String, Map<String, Instant>> newest) {
    @JsonCreator
    Memory(int schemaVersion, @Nullable Map<String, Map<String, Instant>> newest) {
      JsonDocuments.checkVersion("health", schemaVersion, SCHEMA_VERSION);
      this.schemaVersion = schemaVersion;
      this.newest = newest == null ? Map.of() : newest;
    }
  }

  /** One database, and what was promised of it. */
  private record Promised(String cluster, FleetSettings.Database database) {
    boolean isKept(Optional<Instant> newest, Instant now) {
      return newest.isPresent() && !newest.get().plus(database.rpo()).isBefore(now);
    }
  }

  /**
   * The databases whose promise is broken now. Where more than {@value #MOST} would be broken by
   * what is remembered, they are looked up in turns, and told when their turn came: what is
   * remembered of the others may be older than their newest backup.
   *
   * @throws VigieException of the first database that could not be looked up
   */
  public List<OverdueBackup> overdue(Instant now) {
    Map<String, Map<String, Instant>> known = remembered();
    List<Promised> broken =
        promised().stream().filter(each -> !each.isKept(newest(known, each), now)).toList();
    if (broken.isEmpty()) {
      return List.of();
    }
    Map<Promised, Optional<Instant>> found = new HashMap<>();
    Optional<VigieException> failure = lookUp(turn(broken, now), found);
    Map<String, Map<String, Instant>> remember = copyOf(known);
    found.forEach(
        (each, newest) ->
            newest.ifPresent(
                time ->
                    remember
                        .computeIfAbsent(each.cluster(), _ -> new TreeMap<>())
                        .put(each.database().name(), time)));
    if (!remember.equals(known)) {
      new JsonDocuments(catalog.store())
          .put(KEY, new Memory(SCHEMA_VERSION, remember), Map.of(), WriteCondition.ALWAYS);
    }
    if (failure.isPresent()) {
      throw failure.get(); // what was found is remembered, so that the next look has less to do
    }
    return broken.stream()
        .filter(found::containsKey)
        .filter(each -> !each.isKept(newest(remember, each), now))
        .map(each -> told(each, newest(remember, each)))
        .toList();
  }

  private List<Promised> promised() {
    List<Promised> promised = new ArrayList<>();
    for (FleetSettings.Cluster cluster : fleet.clusters()) {
      cluster.databases().forEach(each -> promised.add(new Promised(cluster.name(), each)));
    }
    return promised;
  }

  private static List<Promised> turn(List<Promised> broken, Instant now) {
    List<Promised> turn = new ArrayList<>(broken);
    if (turn.size() > MOST) {
      Collections.shuffle(turn, new Random(now.getEpochSecond()));
    }
    return turn.subList(0, Math.min(MOST, turn.size()));
  }

  private Map<String, Map<String, Instant>> remembered() {
    try {
      return new JsonDocuments(catalog.store()).get(KEY, Memory.class).newest();
    } catch (VigieException e) {
      // What is damaged or newer is forgotten, and looked up again.
      if (e.code() == ErrorCode.OBJECT_UNKNOWN || e.code().category() == ErrorCategory.INTEGRITY) {
        return Map.of();
      }
      throw e;
    }
  }

  /** Looks up, and gives what was found of each; and the first failure, if there was one. */
  private Optional<VigieException> lookUp(
      List<Promised> databases, Map<Promised, Optional<Instant>> found) {
    List<Future<Optional<Instant>>> lookups = new ArrayList<>();
    Semaphore room = new Semaphore(AT_ONCE);
    Optional<VigieException> failure = Optional.empty();
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Promised each : databases) {
        room.acquire();
        lookups.add(readers.submit(() -> lookUp(each, room)));
      }
      for (int i = 0; i < lookups.size(); i++) {
        try {
          found.put(databases.get(i), lookups.get(i).get());
        } catch (ExecutionException e) {
          failure = failure.isPresent() ? failure : Optional.of(failureOf(e));
        }
      }
      return failure;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while reading the catalog", e);
    }
  }

  private static VigieException failureOf(ExecutionException e) {
    return e.getCause() instanceof VigieException failure
        ? failure
        : new VigieException(ErrorCode.INTERNAL, "the catalog could not be read", e.getCause());
  }

  private Optional<Instant> lookUp(Promised each, Semaphore room) {
    try {
      return lookUp(each);
    } finally {
      room.release();
    }
  }

  private Optional<Instant> lookUp(Promised each) {
    return catalog.backups(each.cluster(), each.database().name(), 1).stream()
        .map(Manifest::startedAt)
        .findFirst();
  }

  private static Optional<Instant> newest(
      Map<String, Map<String, Instant>> known, Promised database) {
    return Optional.ofNullable(
        known.getOrDefault(database.cluster(), Map.of()).get(database.database().name()));
  }

  private static Map<String, Map<String, Instant>> copyOf(Map<String, Map<String, Instant>> known) {
    Map<String, Map<String, Instant>> copy = new TreeMap<>();
    known.forEach((cluster, databases) -> copy.put(cluster, new TreeMap<>(databases)));
    return copy;
  }

  private static OverdueBackup told(Promised each, Optional<Instant> newest) {
    return new OverdueBackup(each.cluster(), each.database().name(), each.database().rpo(), newest);
  }
}
