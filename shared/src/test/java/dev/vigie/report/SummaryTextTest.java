package dev.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.alert.Condition;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationStatus;
import dev.vigie.operation.PublishedProgress;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.report.DatabaseStanding.Drilled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The summary as people read it. */
class SummaryTextTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final String HOSTILE = "db\u001b[2J\r\n\u202e";

  @Test
  void summary_isReadAsAWhole() {
    Condition drift =
        condition(Check.BACKUP_DRIFT, "main/nocodb", Health.WARN, "tables empty: public.t", true);
    Condition access =
        condition(Check.BUCKET_ACCESS, "bucket", Health.FAIL, "everybody may read it", false);
    Condition https = condition(Check.HTTPS, "nocodb", Health.UNKNOWN, "no answer in 5 s", false);
    StatusSummary summary =
        new StatusSummary(
            NOW,
            "bucket",
            Optional.of(NOW.minusSeconds(125)),
            Optional.empty(),
            Health.FAIL,
            List.of(access, drift, https),
            List.of(access, drift),
            List.of(access),
            List.of(standing("nocodb"), nothing("other")),
            0,
            List.of(running(NOW.minusSeconds(60))),
            3);

    assertThat(new SummaryText(summary).text())
        .isEqualTo(
            """
            bucket: broken
            as of 2026-11-23T12:00:00Z, looked at 2 min ago

            What needs a person
            HEALTH   CHECK          SUBJECT            FOR  ALERT  REASON
            FAIL     bucket-access  bucket       3 h 0 min  told   everybody may read it
            WARN     backup-drift   main/nocodb  3 h 0 min  known  tables empty: public.t
            UNKNOWN  https          nocodb       3 h 0 min  -      no answer in 5 s

            Databases
            CLUSTER  DATABASE      NEWEST        RPO  VERIFIED          DRILL  RESTORE      RTO  PROMISE
            main     nocodb    10 h 0 min  8 h 0 min   3 d 0 h  1 min, failed  0:01:35  0:01:30  LATE, SLOW
            main     other           none          -      none           none        -        -  -

            Under way
            OPERATION                    KIND    CLUSTER  DATABASE  STATE              DONE     LEFT
            20261123T115900Z-e2f12cd15d  backup  main     nocodb    RUNNING  40 %, 40.0 MiB  0:01:30
            and 3 more

            The bucket
            HEALTH  CHECK          REASON
            FAIL    bucket-access  everybody may read it
            """);
  }

  @Test
  void bucket_thatNobodyProbes_saysSo() {
    assertThat(new SummaryText(empty()).text())
        .isEqualTo(
            """
            bucket: nothing is probed
            as of 2026-11-23T12:00:00Z, and nobody looks

            What needs a person
            Nothing.

            Databases
            The bucket holds no backup yet.

            Under way
            Nothing.

            The bucket
            Nobody looks at how it is guarded.
            """);
  }

  @Test
  void names_thatAreHostile_moveNothing() {
    Condition hostile = condition(Check.SERVICE, HOSTILE, Health.FAIL, HOSTILE, false);
    StatusSummary summary =
        new StatusSummary(
            NOW,
            "bucket",
            Optional.of(NOW),
            Optional.empty(),
            Health.FAIL,
            List.of(hostile),
            List.of(),
            List.of(hostile),
            List.of(standing(HOSTILE)),
            0,
            List.of(
                new OperationStatus(
                    OperationId.of(NOW, "an operation"),
                    "backup",
                    HOSTILE,
                    HOSTILE,
                    NOW,
                    "somebody",
                    OperationStatus.State.ASKED,
                    Optional.empty(),
                    Optional.empty())),
            0);

    String text = new SummaryText(summary).text();

    assertThat(text).contains("db\\u001b[2J\\u000d\\u000a\\u202e");
    assertThat(text.codePoints().filter(c -> c != '\n' && Character.isISOControl(c))).isEmpty();
    assertThat(text).doesNotContain("\u202e");
    assertThat(text.lines()).hasSize(18);
  }

  @Test
  void conditions_thatAreMany_areCut_andCounted() {
    List<Condition> all =
        IntStream.range(0, 41)
            .mapToObj(i -> condition(Check.SERVICE, "service-" + i, Health.FAIL, "down", false))
            .toList();
    StatusSummary summary =
        new StatusSummary(
            NOW,
            "bucket",
            Optional.of(NOW),
            Optional.empty(),
            Health.FAIL,
            all,
            List.of(),
            List.of(),
            List.of(),
            0,
            List.of(),
            0);

    assertThat(new SummaryText(summary).text()).contains("service-29", "and 11 more");
  }

  private static StatusSummary empty() {
    return new StatusSummary(
        NOW,
        "bucket",
        Optional.empty(),
        Optional.empty(),
        Health.UNKNOWN,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        0,
        List.of(),
        0);
  }

  private static DatabaseStanding standing(String name) {
    OperationId id = OperationId.of(NOW.minusSeconds(36_000), "a backup");
    return new DatabaseStanding(
        "main",
        name,
        Optional.of(id),
        Optional.of(OperationId.of(NOW.minus(Duration.ofDays(3)), "verified")),
        Optional.of(new Drilled(id, NOW.minusSeconds(90), false)),
        Optional.of(Duration.ofSeconds(95)),
        Optional.of(Duration.ofHours(8)),
        Optional.of(Duration.ofSeconds(90)),
        true,
        true);
  }

  private static DatabaseStanding nothing(String name) {
    return new DatabaseStanding(
        "main",
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false);
  }

  private static OperationStatus running(Instant since) {
    OperationId id = OperationId.of(since, "an operation");
    return new OperationStatus(
        id,
        "backup",
        "main",
        "nocodb",
        since,
        "a schedule",
        OperationStatus.State.RUNNING,
        Optional.of(
            new PublishedProgress.Document(
                1, id, NOW, 40L << 20, 100L << 20, Optional.of(90L), List.of())),
        Optional.empty());
  }

  private static Condition condition(
      Check check, String subject, Health health, String reason, boolean acknowledged) {
    return new Condition(
        new Finding(check, subject, health, reason), NOW.minusSeconds(10_800), acknowledged);
  }
}
