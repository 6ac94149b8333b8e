package dev.vigie.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.operation.Outcome.Status;
import dev.vigie.storage.StoredObject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes late, twice or not at all, and wherever a process dies: what must never happen
 * does not, at any moment, and in the end every operation has ended once and was told. A run that
 * fails names its seed; {@code -Dvigie.seed=N} runs that one alone.
 */
class OperationInterleavingsTest {
  private static final int RUNS = 150;
  private static final int HOURS = 3;
  private static final int MOST_STEPS = 200_000;

  @Test
  void operations_underEveryFault_endOnceAndNeverSucceedUnproven() {
    Map<Status, Integer> ends = new EnumMap<>(Status.class);
    LongStream seeds =
        Long.getLong("vigie.seed") == null
            ? LongStream.range(0, RUNS)
            : LongStream.of(Long.getLong("vigie.seed"));
    seeds.forEach(seed -> new Run(seed).live().forEach(end -> ends.merge(end, 1, Integer::sum)));

    if (Long.getLong("vigie.seed") == null) {
      // Faults that let nothing succeed, or nothing fail, would prove little.
      assertThat(ends).containsOnlyKeys(Status.SUCCEEDED, Status.FAILED, Status.LOST);
      assertThat(ends.values()).allMatch(count -> count > RUNS / 4);
    }
  }

  private static boolean isUnbegun(Failure failure) {
    return failure.code().equals(ErrorCode.OPERATION_CANCELLED.name())
        && failure.message().contains("before it began");
  }

  /** One world, from its first schedule to its last outcome. */
  private static final class Run {
    private final long seed;
    private final SimulatedWorld world;
    private final Map<OperationId, StoredObject> outcomes = new HashMap<>();
    private int steps;

    Run(long seed) {
      this.seed = seed;
      this.world = new SimulatedWorld(seed);
    }

    Iterable<Status> live() {
      world.plan(HOURS);
      goOn();
      world.recover();
      goOn();
      Map<OperationId, Status> ends = new HashMap<>();
      for (OperationId id : world.journal().since(Instant.EPOCH)) {
        Optional<Outcome> outcome = world.journal().outcome(id);
        assertThat(outcome).as(words(id + " has ended")).isPresent();
        assertThat(world.told.get(id))
            .as(words(id + " was told as it ended, and in no other way"))
            .containsExactly(outcome.get().status());
        if (outcome.get().error().filter(OperationInterleavingsTest::isUnbegun).isPresent()) {
          assertThat(world.begun()).as(words(id + " never began")).doesNotContainKey(id);
        }
        ends.put(id, outcome.get().status());
      }
      return ends.values();
    }

    private void goOn() {
      while (world.step()) {
        assertThat(steps++).as(words("the run ends")).isLessThan(MOST_STEPS);
        world
            .begun()
            .forEach((id, times) -> assertThat(times).as(words("runners of " + id)).isEqualTo(1));
        for (OperationId id : world.journal().since(Instant.EPOCH)) {
          check(id);
        }
      }
    }

    private void check(OperationId id) {
      Optional<StoredObject> outcome =
          world.bucket.head("operations/" + id.value() + "/outcome.json");
      if (outcome.isEmpty()) {
        assertThat(outcomes).as(words("the outcome stays of " + id)).doesNotContainKey(id);
        return;
      }
      StoredObject before = outcomes.putIfAbsent(id, outcome.get());
      if (before == null) {
        checkNew(world.journal().outcome(id).orElseThrow());
      } else {
        assertThat(outcome).as(words("the outcome stays of " + id)).contains(before);
      }
    }

    private void checkNew(Outcome outcome) {
      OperationRequest request = world.journal().require(outcome.id());
      if (outcome.status() == Status.SUCCEEDED) {
        if (request.work() instanceof Work.Backup work) {
          checkBackup(work, outcome.id());
        } else {
          Report.Restore report = (Report.Restore) outcome.report().orElseThrow();
          assertThat(report.tables()).as(words("all was compared by " + outcome.id())).isEqualTo(2);
        }
      } else if (world.journal().result(outcome.id()).isPresent()
          && request.work() instanceof Work.Backup work) {
        // The runner has said its word, so what is not there never comes.
        assertThat(new Catalog(world.bucket).find("main", work.database(), outcome.id()))
            .as(words("no backup is listed of the failure " + outcome.id()))
            .isEmpty();
      }
    }

    private void checkBackup(Work.Backup work, OperationId id) {
      Optional<Manifest> manifest = new Catalog(world.bucket).find("main", work.database(), id);
      assertThat(manifest).as(words(id + " has its manifest")).isPresent();
      for (Manifest.Archive archive : manifest.get().archives()) {
        assertThat(world.bucket.head(archive.object().key()))
            .as(words(id + " has its archive " + archive.name()))
            .isPresent();
      }
    }

    private String words(String message) {
      return "seed %d, step %d, %s: %s".formatted(seed, steps, world.agenda.now(), message);
    }
  }
}
