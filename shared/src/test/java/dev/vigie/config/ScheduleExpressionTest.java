package dev.vigie.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions as the EventBridge Scheduler User Guide, "Schedule types", has them. */
class ScheduleExpressionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate(1 minute)",
        "rate(1 hour)",
        "rate(1 day)",
        "rate(12 hours)",
        "cron(0 2 * * ? *)",
        "cron(0 2 ? * MON-SAT *)",
        "cron(*/15 0-23/2 ? * 2-6 *)",
        "cron(0,30 8,20 1,15 JAN,JUL ? 2026-2030)",
        "cron(15 10 ? * 6L *)",
        "cron(15 10 ? * FRIL *)",
        "cron(15 10 ? * 6#3 *)",
        "cron(15 10 ? * FRI#3 *)",
        "cron(0 0 L * ? *)",
        "cron(0 0 LW * ? *)",
        "cron(0 0 15W * ? *)",
        "cron(0 0 ? * L *)"
      })
  void expression_ofTheGuide_isTaken(String value) {
    assertThat(ScheduleExpression.parse("key", value).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 2 * * *",
        "at(2026-11-23T02:00:00)",
        "rate(0 hours)",
        "rate(1 hours)",
        "rate(2 hour)",
        "rate(2 weeks)",
        "rate(1.5 hours)",
        "cron 0 2 * * ? *",
        "CRON(0 2 * * ? *)",
        "''"
      })
  void expression_ofAnotherForm_isRefused(String value) {
    assertThatThrownBy(() -> ScheduleExpression.parse("key", value))
        .hasMessage(
            "key is '%s'; it must be rate(<number> minutes|hours|days), singular after 1, or cron(…),"
                    .formatted(value)
                + " for example cron(0 2 * * ? *).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cron(60 2 * * ? *) | minute is 0 to 59",
        "cron(0 24 * * ? *) | hour is 0 to 23",
        "cron(0 -1 * * ? *) | hour is 0 to 23",
        "cron(0 5-2 * * ? *) | hour is 0 to 23",
        "cron(0 2/0 * * ? *) | hour is 0 to 23",
        "cron(0 2,, * * ? *) | hour is 0 to 23",
        "cron(0 ? * * ? *) | hour is 0 to 23",
        "cron(0 2 0 * ? *) | day of month is 1 to 31",
        "cron(0 2 32W * ? *) | day of month is 1 to 31",
        "cron(0 2 * 13 ? *) | month is 1 to 12",
        "cron(0 2 * JANUARY ? *) | month is 1 to 12",
        "cron(0 2 ? * 0 *) | day of week is 1 to 7",
        "cron(0 2 ? * MOO *) | day of week is 1 to 7",
        "cron(0 2 ? * MOOL *) | day of week is 1 to 7",
        "cron(0 2 ? * MON#6 *) | day of week is 1 to 7",
        "cron(0 2 * * ? 1969) | year is 1970 to 2199"
      })
  void cron_withAFieldOutOfRange_isRefusedByItsName(String value, String right) {
    assertThatThrownBy(() -> ScheduleExpression.parse("key", value))
        .hasMessage(
            "key is '%s'; it must be cron(…) whose %s, for example cron(0 2 * * ? *)."
                .formatted(value, right));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cron(0 2 * * *)", "cron(0 2 * * ? * *)", "cron(0  2 * * ? *)", "cron()"})
  void cron_withoutSixFields_isRefused(String value) {
    assertThatThrownBy(() -> ScheduleExpression.parse("key", value))
        .hasMessageContaining(
            "cron(minutes hours day-of-month month day-of-week year), six fields");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cron(0 2 * * * *)", "cron(0 2 ? * ? *)", "cron(0 2 1 * MON *)"})
  void cron_withoutOneQuestionMark_isRefused(String value) {
    assertThatThrownBy(() -> ScheduleExpression.parse("key", value))
        .hasMessageContaining("with ? in one of day of month and day of week");
  }

  @Test
  void interval_isThatOfARate() {
    assertThat(ScheduleExpression.parse("key", "rate(2 days)").intervalMinutes()).hasValue(2_880);
    assertThat(ScheduleExpression.parse("key", "rate(1 hour)").intervalMinutes()).hasValue(60);
    assertThat(ScheduleExpression.parse("key", "rate(5 minutes)").intervalMinutes()).hasValue(5);
    assertThat(ScheduleExpression.parse("key", "cron(0 2 * * ? *)").intervalMinutes()).isEmpty();
  }
}
