package dev.vigie.probe;

import dev.vigie.config.FleetSettings;
import dev.vigie.config.HealthSettings;
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
  /** Databases that one look takes: with 16 at once, two or three seconds. */
  static final int MOST = 40;

  /** By so much the turn of a database comes earlier whose promise seems broken. */
  private static final Duration HURRY = Duration.ofHours(12);

  /**
   * What was found.
   *
   * @param facts of each database that was ever looked at
   * @param findings what they mean
   */
  public record Watched(List<BackupFacts> facts, List<Finding> findings) {}

  /** Of one database: facts, or why there are none. */
  private record Looked(Promise of, Optional<BackupFacts> facts, String failure) {}

  /** Looks at those whose turn it is, and tells of all that are known. */
  public Watched look(Instant now) {
    List<Promise> promised = promised();
    BackupMemory memory =
        remembers ? BackupMemory.of(store) : new BackupMemory(List.of(), List.of());
    Map<String, BackupFacts> known = new HashMap<>();
    memory.databases().forEach(each -> known.put(each.subject(), each));
    List<Promise> turn = remembers ? turn(promised, known, now) : promised;
    Map<String, Looked> looked = new HashMap<>();
    InParallel.of(turn, each -> look(each, Optional.ofNullable(known.get(each.subject())), now))
        .forEach(each -> looked.put(each.of().subject(), each));
    Map<String, BackupFacts> facts = new TreeMap<>();
    List<Finding> findings = new ArrayList<>();
    for (Promise each : promised) {
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
      remember(memory, new BackupMemory(List.copyOf(facts.values()), promised), known);
    }
    return new Watched(List.copyOf(facts.values()), List.copyOf(findings));
  }

  private List<Finding> judge(BackupFacts facts, Promise promised, Instant now) {
    return new BackupJudgement(settings.thresholds(), fleet.findDrills().isPresent())
        .of(facts, promised.rpo(), promised.rto(), now);
  }

  private Looked look(Promise each, Optional<BackupFacts> known, Instant now) {
    try {
      BackupFacts facts =
          new BackupLook(store, settings.thresholds().drift())
              .at(each.cluster(), each.database(), known, now);
      return new Looked(each, Optional.of(facts), "");
    } catch (VigieException e) {
      return new Looked(each, Optional.empty(), e.code() + ": " + e.getMessage());
    }
  }

  private List<Promise> promised() {
    List<Promise> promised = new ArrayList<>();
    for (FleetSettings.Cluster cluster : fleet.clusters()) {
      String name = cluster.name();
      for (FleetSettings.Database each : cluster.databases()) {
        Optional<Duration> rto = settings.restoreTime(name, each.name());
        promised.add(new Promise(name, each.name(), each.rpo(), rto));
      }
    }
    return promised;
  }

  private static List<Promise> turn(
      List<Promise> promised, Map<String, BackupFacts> known, Instant now) {
    return promised.stream()
        .sorted(Comparator.comparing(each -> due(each, known.get(each.subject()), now)))
        .limit(MOST)
        .toList();
  }

  private static Instant due(Promise each, @Nullable BackupFacts known, Instant now) {
    if (known == null) {
      return Instant.EPOCH;
    }
    boolean kept = known.takenAt().filter(time -> !time.plus(each.rpo()).isBefore(now)).isPresent();
    return kept ? known.lookedAt() : known.lookedAt().minus(HURRY);
  }

  /** A small fleet is looked at as a whole each time, so that when it was is no news of it. */
  private void remember(BackupMemory before, BackupMemory now, Map<String, BackupFacts> known) {
    boolean inTurns = now.promises().size() > MOST;
    boolean changed =
        inTurns
            || before.databases().size() != now.databases().size()
            || !before.promises().equals(now.promises())
            || now.databases().stream().anyMatch(each -> !same(each, known.get(each.subject())));
    if (changed) {
      new JsonDocuments(store).put(BackupMemory.KEY, now, Map.of(), WriteCondition.ALWAYS);
    }
  }

  private static boolean same(BackupFacts one, @Nullable BackupFacts other) {
    return other != null && one.equals(other.lookedAt(one.lookedAt()));
  }
}
