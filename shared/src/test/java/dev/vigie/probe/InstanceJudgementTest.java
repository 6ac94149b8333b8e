package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Thresholds;
import dev.vigie.node.InstanceMetrics;
import dev.vigie.node.InstanceMetrics.Sample;
import dev.vigie.node.SeenMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it means how a machine is seen from outside. */
class InstanceJudgementTest {
  private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");
  private static final Instant HEARD = Instant.parse("2026-11-24T01:40:00Z");
  private static final SeenMachine THERE = machine(true);
  private static final SeenMachine AWAY = machine(false);

  private final InstanceJudgement judgement = new InstanceJudgement(Thresholds.DEFAULT);

  @Test
  void machine_thatIsHeardAndChecked_isOk() {
    assertThat(judgement.node(THERE, Optional.of(checked(NOW, 0, 0, 1)), NOW))
        .isEqualTo(new Finding(Check.NODE, "nat", Health.OK, ""));
  }

  @Test
  void machine_whoseChecksFail_fails_thoughSystemsManagerHearsOfIt() {
    assertThat(judgement.node(THERE, Optional.of(checked(NOW, 1, 1, 0)), NOW))
        .isEqualTo(new Finding(Check.NODE, "nat", Health.FAIL, "EC2's status checks of it fail"));
  }

  @Test
  void oneFailedMinute_isNone() {
    assertThat(judgement.node(THERE, Optional.of(checked(NOW, 1, 0)), NOW).health())
        .isEqualTo(Health.OK);
    assertThat(judgement.node(THERE, Optional.of(checked(NOW, 1)), NOW).health())
        .isEqualTo(Health.OK);
  }

  /** Where nothing was measured yet, or nobody measures, it counts that it is heard. */
  @Test
  void machine_thatIsHeardAndNotMeasured_isOk() {
    assertThat(judgement.node(THERE, Optional.of(checked(NOW)), NOW).health()).isEqualTo(Health.OK);
    assertThat(judgement.node(THERE, Optional.empty(), NOW).health()).isEqualTo(Health.OK);
  }

  @Test
  void machine_thatIsNotHeard_fails_andSaysWhatEc2Knows() {
    String silent = "Systems Manager has not heard of it since 2026-11-24T01:40:00Z";

    assertThat(reason(Optional.empty())).isEqualTo(silent);
    assertThat(reason(Optional.of(checked(NOW))))
        .isEqualTo(silent + "; EC2 does not check it, as one that is stopped or gone");
    assertThat(reason(Optional.of(checked(NOW.minus(Duration.ofMinutes(12)), 0, 0))))
        .isEqualTo(
            silent
                + "; EC2 has not checked it since 2026-11-24T01:48:00Z,"
                + " as one that is stopped or gone");
    assertThat(reason(Optional.of(checked(NOW.minus(Duration.ofMinutes(2)), 0, 0))))
        .isEqualTo(silent + "; EC2's status checks of it succeed");
    assertThat(reason(Optional.of(checked(NOW.minus(Duration.ofMinutes(12)), 1, 1))))
        .as("it failed before it was stopped")
        .isEqualTo(
            silent
                + "; EC2 has not checked it since 2026-11-24T01:48:00Z,"
                + " as one that is stopped or gone");
    assertThat(reason(Optional.of(checked(NOW, 1, 0))))
        .isEqualTo(silent + "; EC2's last status check of it failed");
    assertThat(reason(Optional.of(checked(NOW, 1, 1))))
        .isEqualTo(silent + "; EC2's status checks of it fail");
  }

  @Test
  void machine_thatSystemsManagerDoesNotKnow_saysSo() {
    SeenMachine unknown = new SeenMachine("nat", "i-0123456789abcdef0", false, Optional.empty());

    assertThat(judgement.node(unknown, Optional.empty(), NOW).reason())
        .isEqualTo("Systems Manager does not know it");
  }

  /** Newest first. What rises is a young machine's, or one that rests. */
  @ParameterizedTest
  @CsvSource({"21 30, OK", "20 30, WARN", "0 0, WARN", "5 2, OK", "5, OK", "'', OK"})
  void credits_thatAreLowAndDoNotRise_warn(String balance, Health health) {
    List<Sample> samples = samples(NOW, values(balance));
    InstanceMetrics metrics = new InstanceMetrics(List.of(), samples, List.of(), List.of());

    assertThat(judgement.burst("nat", metrics).health()).isEqualTo(health);
  }

  @Test
  void burst_thatIsUsedUp_namesEachPart() {
    InstanceMetrics metrics =
        new InstanceMetrics(
            List.of(), samples(NOW, 0.4, 3), samples(NOW, 19.6, 60), samples(NOW, 10, 40));

    assertThat(judgement.burst("nat", metrics))
        .isEqualTo(
            new Finding(
                Check.BURST,
                "nat",
                Health.WARN,
                "0 processor credits are left; 20 % of its disks' burst in requests are left;"
                    + " 10 % of its disks' burst in bytes are left"));
  }

  private String reason(Optional<InstanceMetrics> metrics) {
    Finding finding = judgement.node(AWAY, metrics, NOW);
    assertThat(finding.health()).isEqualTo(Health.FAIL);
    return finding.reason();
  }

  private static InstanceMetrics checked(Instant newest, double... values) {
    return new InstanceMetrics(samples(newest, values), List.of(), List.of(), List.of());
  }

  private static List<Sample> samples(Instant newest, double... values) {
    return IntStream.range(0, values.length)
        .mapToObj(each -> new Sample(newest.minusSeconds(60L * each), values[each]))
        .toList();
  }

  private static double[] values(String text) {
    return text.isEmpty()
        ? new double[0]
        : Stream.of(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  private static SeenMachine machine(boolean online) {
    return new SeenMachine("nat", "i-0123456789abcdef0", online, Optional.of(HEARD));
  }
}
