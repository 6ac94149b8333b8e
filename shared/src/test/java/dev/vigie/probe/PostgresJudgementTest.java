package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vigie.config.Thresholds;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.probe.PostgresFacts.Replay;
import dev.vigie.probe.PostgresFacts.Replica;
import dev.vigie.probe.PostgresFacts.Slot;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server's figures mean, at the figures where the meaning changes. */
class PostgresJudgementTest {
  private static final long MEBIBYTE = 1024 * 1024;

  private final PostgresJudgement judgement = new PostgresJudgement(Thresholds.DEFAULT);

  @Test
  void server_thatIsWell_isOk() {
    assertThat(judgement.of("main", facts(10, 100_000, List.of(), List.of(), Optional.empty())))
        .extracting(Finding::health)
        .containsOnly(Health.OK)
        .hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"79, OK", "80, WARN", "94, WARN", "95, FAIL", "100, FAIL"})
  void connections_byWhatIsTaken(int taken, Health health) {
    assertThat(of(Check.CONNECTIONS, facts(taken, 0, List.of(), List.of(), Optional.empty())))
        .isEqualTo(health);
  }

  @ParameterizedTest
  @CsvSource({"999999999, OK", "1000000000, WARN", "1599999999, WARN", "1600000000, FAIL"})
  void transactions_byTheirAge(long age, Health health) {
    assertThat(of(Check.TRANSACTION_AGE, facts(1, age, List.of(), List.of(), Optional.empty())))
        .isEqualTo(health);
  }

  @ParameterizedTest
  @CsvSource({"1023, OK, WARN", "1024, WARN, WARN", "10239, WARN, WARN", "10240, FAIL, FAIL"})
  void replication_byWhatIsBehind_andASlotThatNobodyReadsWarnsAtOnce(
      long mebibytes, Health replica, Health slot) {
    long bytes = mebibytes * MEBIBYTE;

    assertThat(
            of(
                Check.REPLICATION,
                facts(1, 0, List.of(new Replica("r", bytes)), List.of(), Optional.empty())))
        .isEqualTo(replica);
    assertThat(
            of(
                Check.REPLICATION,
                facts(1, 0, List.of(), List.of(), Optional.of(new Replay(bytes, true)))))
        .isEqualTo(replica);
    assertThat(
            of(
                Check.REPLICATION,
                facts(1, 0, List.of(), List.of(new Slot("s", false, bytes)), Optional.empty())))
        .isEqualTo(slot);
    assertThat(
            of(
                Check.REPLICATION,
                facts(1, 0, List.of(), List.of(new Slot("s", true, bytes)), Optional.empty())))
        .isEqualTo(Health.OK);
  }

  @Test
  void replica_thatReceivesNothing_fails() {
    assertThat(
            of(
                Check.REPLICATION,
                facts(1, 0, List.of(), List.of(), Optional.of(new Replay(0, false)))))
        .isEqualTo(Health.FAIL);
  }

  @ParameterizedTest
  @CsvSource({
    "DATABASE_UNAVAILABLE, Connection refused, FAIL, UNKNOWN",
    "DATABASE_UNAVAILABLE, 'FATAL:  sorry, too many clients already', UNKNOWN, FAIL",
    "DATABASE_LOGIN_REFUSED, password authentication failed, UNKNOWN, UNKNOWN"
  })
  void look_thatFailed_blamesWhatIsBroken_andNothingElse(
      ErrorCode code, String words, Health postgres, Health connections) {
    List<Finding> found = PostgresJudgement.failed("main", new VigieException(code, words));

    assertThat(found)
        .extracting(Finding::check, Finding::health)
        .containsExactly(
            tuple(Check.POSTGRES, postgres),
            tuple(Check.CONNECTIONS, connections),
            tuple(Check.TRANSACTION_AGE, Health.UNKNOWN),
            tuple(Check.REPLICATION, Health.UNKNOWN));
    Optional<Check> broken =
        found.stream()
            .filter(finding -> finding.health() == Health.FAIL)
            .map(Finding::check)
            .findFirst();
    assertThat(found)
        .filteredOn(finding -> finding.health() == Health.UNKNOWN)
        .extracting(Finding::hiddenBy)
        .containsOnly(broken);
  }

  private Health of(Check check, PostgresFacts facts) {
    return judgement.of("main", facts).stream()
        .filter(finding -> finding.check() == check)
        .findFirst()
        .orElseThrow()
        .health();
  }

  private static PostgresFacts facts(
      int connections,
      long age,
      List<Replica> replicas,
      List<Slot> slots,
      Optional<Replay> replay) {
    return new PostgresFacts(connections, 100, age, "nocodb", replicas, slots, replay);
  }
}
