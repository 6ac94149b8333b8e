package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Probes look at the same time, and none delays or breaks another one. */
class RoundTest {
  private static final Finding WELL = new Finding(Check.DISK, "database-1", Health.OK, "");

  @Test
  void probes_thatHang_areUnknown_andTheOthersAreHeard_withinTheLongestLimit() {
    CountDownLatch never = new CountDownLatch(1);
    Probe hanging = probe(Check.NODE, "nat", Duration.ofMillis(200), () -> hang(never));
    Probe well = probe(Check.DISK, "database-1", Duration.ofSeconds(5), () -> List.of(WELL));
    long begun = System.nanoTime();

    List<Finding> found = Round.of(List.of(hanging, hanging, hanging, well));

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    assertThat(found).hasSize(4).last().isEqualTo(WELL);
    assertThat(found.getFirst())
        .isEqualTo(new Finding(Check.NODE, "nat", Health.UNKNOWN, "no answer in 200 ms"));
  }

  /** Each opens the gate of the other: one after the other they would never end. */
  @Test
  void probes_lookAtTheSameTime() {
    CountDownLatch one = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);

    List<Finding> found =
        Round.of(
            List.of(
                probe(Check.DISK, "a", Duration.ofSeconds(30), () -> meet(one, other)),
                probe(Check.DISK, "b", Duration.ofSeconds(30), () -> meet(other, one))));

    assertThat(found).containsExactly(WELL, WELL);
  }

  @Test
  void probe_thatFails_isUnknownForEachOfItsChecks_andSaysWhy() {
    Probe denied =
        new Probe(
            List.of(Check.BUCKET_ACCESS, Check.BUCKET_VERSIONS),
            "bucket",
            Duration.ofSeconds(5),
            () -> {
              throw new VigieException(ErrorCode.STORAGE_DENIED, "cannot read it: AccessDenied");
            });

    assertThat(Round.of(List.of(denied)))
        .extracting(Finding::check, Finding::health, Finding::reason)
        .containsExactly(
            tuple(
                Check.BUCKET_ACCESS,
                Health.UNKNOWN,
                "STORAGE_DENIED: cannot read it: AccessDenied"),
            tuple(
                Check.BUCKET_VERSIONS,
                Health.UNKNOWN,
                "STORAGE_DENIED: cannot read it: AccessDenied"));
  }

  @Test
  void probe_thatHasAFault_breaksNothingElse() {
    Probe broken =
        probe(
            Check.MEMORY,
            "a",
            Duration.ofSeconds(5),
            () -> {
              throw new IllegalStateException("a fault");
            });
    Probe well = probe(Check.DISK, "database-1", Duration.ofSeconds(5), () -> List.of(WELL));

    assertThat(Round.of(List.of(broken, well)))
        .containsExactly(
            new Finding(
                Check.MEMORY, "a", Health.UNKNOWN, "java.lang.IllegalStateException: a fault"),
            WELL);
  }

  private static Probe probe(
      Check check, String subject, Duration limit, Supplier<List<Finding>> look) {
    return new Probe(List.of(check), subject, limit, look);
  }

  private static List<Finding> meet(CountDownLatch mine, CountDownLatch others) {
    mine.countDown();
    return hang(others);
  }

  private static List<Finding> hang(CountDownLatch gate) {
    try {
      gate.await();
      return List.of(WELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
