package dev.vigie.probe;

import dev.vigie.config.BucketKeys;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.InParallel;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the backups of a fleet are. What was found is remembered in {@code health/contents.json}: so
 * a backup's contents are compared once and not at each look, and a fleet that is larger than one
 * look is looked at in turns, {@value #MOST} databases at a time, those whose promise seems broken
 * first. A database takes a dozen requests. The document is a memory and no truth: without it
 * everything is looked up. Thread-safe.
 *
 * @param store the bucket
 * @param fleet the databases, and what was promised of them
 * @param settings from where on they are unwell
 * @param remembers whether the memory is used; without it the bucket is only read, and all
 *     databases are looked at
 */
public record BackupWatch(
    ObjectStore store, FleetSettings fleet, HealthSettings settings, boolean remembers) {
  /** Where it is remembered. */
  static final String KEY = BucketKeys.BACKUP_CONTENTS;

  /** Databases that one look takes: with 16 at once, two or three seconds. */
  static final int MOST = 40;

  private static final int SCHEMA_VERSION = 1;

  /** By so much the turn of a database comes earlier whose promise seems broken. */
  private static final Duration HURRY = Duration.ofHours(12);

  /**
   * What was found.
   *
   * @param facts of each database that was ever looked at
   * @param findings what they mean
   */
  public record Watched(List<BackupFacts> facts, List<Finding> findings) {}

  /** What is remembered, newest look only. */
  record Memory(int schemaVersion, List<BackupFacts> databases) {
    Memory {
      JsonDocuments.checkVersion("health", schemaVersion, SCHEMA_VERSION);
      databases = List.copyOf(databases);
    }
  }

  /** A database, and what was promised of it. */
  private record Promised(String cluster, String database, Duration rpo) {
    String subject() {
      return cluster + "/" + database;
    }
  }

  /** Of one database: facts, or why there are none. */
  private record Looked(Promised of, Optional<BackupFacts> facts, String failure) {}

  /** Looks at those whose turn it is, and tells of all that are known. */
  public Watched look(Instant now) {
    List<Promised> promised = promised();
    Map<String, BackupFacts> known = remembers ? remembered() : Map.of();
    List<Promised> turn = remembers ? turn(promised, known, now) : promised;
    Map<String, Looked> looked = new HashMap<>();
    InParallel.of(turn, each -> look(each, Optional.ofNullable(known.get(each.subject())), now))
        .forEach(each -> looked.put(each.of().subject(), each));
    Map<String, BackupFacts> facts = new TreeMap<>();
    List<Finding> findings = new ArrayList<>();
    for (Promised each : promised) {
      Looked news = looked.get(each.subject());
      Optional<BackupFacts> found =
          news == null ? Optional.ofNullable(known.get(each.subject())) : news.facts();
      if (news != null && found.isEmpty()) {
        findings.addAll(Judged.unknown(BackupJudgement.CHECKS, each.subject(), news.failure()));
      }
      found.ifPresent(
          fact -> {
            facts.put(each.subject(), fact);
            findings.addAll(judge(fact, each, now));
          });
    }
    if (remembers) {
      remember(known, facts, promised.size() > MOST);
    }
    return new Watched(List.copyOf(facts.values()), List.copyOf(findings));
  }

  private List<Finding> judge(BackupFacts facts, Promised promised, Instant now) {
    return new BackupJudgement(settings.thresholds(), fleet.findDrills().isPresent())
        .of(
            facts,
            promised.rpo(),
            settings.restoreTime(promised.cluster(), promised.database()),
            now);
  }

  private Looked look(Promised each, Optional<BackupFacts> known, Instant now) {
    try {
      BackupFacts facts =
          new BackupLook(store, settings.thresholds().drift())
              .at(each.cluster(), each.database(), known, now);
      return new Looked(each, Optional.of(facts), "");
    } catch (VigieException e) {
      return new Looked(each, Optional.empty(), e.code() + ": " + e.getMessage());
    }
  }

  private List<Promised> promised() {
    List<Promised> promised = new ArrayList<>();
    for (FleetSettings.Cluster cluster : fleet.clusters()) {
      cluster
          .databases()
          .forEach(each -> promised.add(new Promised(cluster.name(), each.name(), each.rpo())));
    }
    return promised;
  }

  private static List<Promised> turn(
      List<Promised> promised, Map<String, BackupFacts> known, Instant now) {
    return promised.stream()
        .sorted(Comparator.comparing(each -> due(each, known.get(each.subject()), now)))
        .limit(MOST)
        .toList();
  }

  private static Instant due(Promised each, @Nullable BackupFacts known, Instant now) {
    if (known == null) {
      return Instant.EPOCH;
    }
    boolean kept = known.takenAt().filter(time -> !time.plus(each.rpo()).isBefore(now)).isPresent();
    return kept ? known.lookedAt() : known.lookedAt().minus(HURRY);
  }

  private Map<String, BackupFacts> remembered() {
    Map<String, BackupFacts> known = new HashMap<>();
    try {
      new JsonDocuments(store)
          .get(KEY, Memory.class)
          .databases()
          .forEach(each -> known.put(each.subject(), each));
    } catch (VigieException e) {
      // What is damaged or newer is forgotten, and looked up again.
      if (e.code() != ErrorCode.OBJECT_UNKNOWN && e.code().category() != ErrorCategory.INTEGRITY) {
        throw e;
      }
    }
    return known;
  }

  /** A small fleet is looked at as a whole each time, so that when it was is no news of it. */
  private void remember(
      Map<String, BackupFacts> known, Map<String, BackupFacts> facts, boolean inTurns) {
    boolean changed =
        inTurns
            || !known.keySet().equals(facts.keySet())
            || facts.values().stream().anyMatch(each -> !same(each, known.get(each.subject())));
    if (changed) {
      Memory memory = new Memory(SCHEMA_VERSION, List.copyOf(facts.values()));
      new JsonDocuments(store).put(KEY, memory, Map.of(), WriteCondition.ALWAYS);
    }
  }

  private static boolean same(BackupFacts one, @Nullable BackupFacts other) {
    return other != null && one.equals(other.lookedAt(one.lookedAt()));
  }
}
