package dev.vigie.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When expressions fire, by the EventBridge Scheduler User Guide, "Schedule types". */
class ScheduleTimesTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cron(0 2 * * ? *) | 2026-11-24T02:00",
        "cron(15/20 10 * * ? *) | 2026-11-23T10:15",
        "cron(0 9-17/4 ? * MON-FRI *) | 2026-11-23T09:00",
        "cron(0 2 ? * SUN *) | 2026-11-29T02:00",
        "cron(0 2 ? * 1 *) | 2026-11-29T02:00",
        "cron(0 2 ? * L *) | 2026-11-28T02:00",
        "cron(0 2 ? * 6L *) | 2026-11-27T02:00",
        "cron(0 2 ? * FRI#2 *) | 2026-12-11T02:00",
        "cron(0 2 ? * MON#5 *) | 2026-11-30T02:00",
        "cron(0 2 L * ? *) | 2026-11-30T02:00",
        "cron(0 2 LW 2 ? *) | 2027-02-26T02:00",
        "cron(0 2 1W 8 ? *) | 2027-08-02T02:00",
        "cron(0 2 1W MAY ? *) | 2027-05-03T02:00",
        "cron(0 2 31W OCT ? *) | 2027-10-29T02:00",
        "cron(0 2 31 * ? *) | 2026-12-31T02:00",
        "cron(0 2 29 2 ? *) | 2028-02-29T02:00",
        "cron(30 23 31 12 ? 2030-2035) | 2030-12-31T23:30",
        "rate(5 minutes) | 2026-11-23T02:05",
        "rate(1 day) | 2026-11-24T00:00"
      })
  void expression_firesNext(String value, String time) {
    Instant now = Instant.parse("2026-11-23T02:00:00Z"); // a Monday
    ScheduleExpression expression = new ScheduleExpression(value);
    Instant next = Instant.parse(time + ":00Z");

    assertThat(expression.between(now, next, ZoneOffset.UTC)).containsExactly(next);
    assertThat(expression.lastUntil(next, ZoneOffset.UTC)).contains(next);
  }

  @Test
  void time_thatSummerTimeLeavesOut_doesNotCome() {
    ScheduleExpression nightly = new ScheduleExpression("cron(30 2 * * ? *)");

    assertThat(between(nightly, "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"))
        .containsExactly(
            Instant.parse("2026-03-28T01:30:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
    assertThat(nightly.lastUntil(Instant.parse("2026-03-29T12:00:00Z"), PARIS))
        .contains(Instant.parse("2026-03-28T01:30:00Z"));
  }

  @Test
  void time_thatComesTwice_isTakenTheFirstTime() {
    ScheduleExpression nightly = new ScheduleExpression("cron(30 2 * * ? *)");

    assertThat(between(nightly, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"))
        .containsExactly(Instant.parse("2026-10-25T00:30:00Z"));
  }

  @Test
  void zone_isWhereCronIsRead_andNotWhereARateIs() {
    assertThat(
            between(
                new ScheduleExpression("cron(0 4 * * ? *)"),
                "2026-07-01T00:00:00Z",
                "2026-07-01T12:00:00Z"))
        .containsExactly(Instant.parse("2026-07-01T02:00:00Z"));
    assertThat(
            between(
                new ScheduleExpression("rate(12 hours)"),
                "2026-07-01T00:00:00Z",
                "2026-07-02T00:00:00Z"))
        .containsExactly(
            Instant.parse("2026-07-01T12:00:00Z"), Instant.parse("2026-07-02T00:00:00Z"));
  }

  @Test
  void expression_thatNeverFiresAgain_hasNoTimes() {
    ScheduleExpression past = new ScheduleExpression("cron(0 2 1 1 ? 2020)");
    ScheduleExpression never = new ScheduleExpression("cron(0 2 31 2 ? *)");

    assertThat(between(past, "2021-01-01T00:00:00Z", "2250-01-01T00:00:00Z")).isEmpty();
    assertThat(between(never, "2021-01-01T00:00:00Z", "2023-01-01T00:00:00Z")).isEmpty();
    assertThat(never.lastUntil(Instant.parse("2026-01-01T00:00:00Z"), PARIS)).isEmpty();
    assertThat(between(past, "2021-01-02T00:00:00Z", "2021-01-01T00:00:00Z")).isEmpty();
  }

  /**
   * What is cut into pieces is the same as the whole: so no tick misses a time, or has it twice.
   */
  @Test
  void times_inPieces_areTheTimes() {
    Random random = new Random(7);
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    Instant end = start.plus(Duration.ofDays(400));
    List<ScheduleExpression> expressions =
        Stream.of("cron(*/45 1-3 * * ? *)", "cron(0 2 ? * SUN *)", "rate(7 hours)")
            .map(ScheduleExpression::new)
            .toList();
    for (ScheduleExpression expression : expressions) {
      List<Instant> whole = expression.between(start, end, PARIS);
      List<Instant> pieces =
          Stream.iterate(
                  new Instant[] {start, start},
                  piece -> piece[0].isBefore(end),
                  piece ->
                      new Instant[] {
                        piece[1], earlier(end, piece[1].plusSeconds(1 + random.nextInt(200_000)))
                      })
              .flatMap(piece -> expression.between(piece[0], piece[1], PARIS).stream())
              .toList();

      assertThat(pieces).isEqualTo(whole).isSorted().isNotEmpty();
      Instant last = whole.getLast();
      assertThat(expression.lastUntil(last, PARIS)).contains(last);
      assertThat(expression.lastUntil(last.minusNanos(1), PARIS))
          .contains(whole.get(whole.size() - 2));
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static List<Instant> between(ScheduleExpression expression, String after, String until) {
    return expression.between(Instant.parse(after), Instant.parse(until), PARIS);
  }
}
