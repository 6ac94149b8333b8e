package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandState;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.CommandStatus;

class SsmStatusTest {

  @ParameterizedTest
  @CsvSource({
    "Pending, Pending, PENDING",
    "Delayed, Delayed, PENDING",
    "InProgress, InProgress, RUNNING",
    "In Progress, '', RUNNING",
    "Cancelling, Cancelling, RUNNING",
    "Success, Success, SUCCEEDED",
    "Cancelled, Cancelled, CANCELLED",
    "Canceled, '', CANCELLED",
    "Failed, Failed, FAILED",
    "TimedOut, DeliveryTimedOut, TIMED_OUT",
    "TimedOut, Delivery Timed Out, TIMED_OUT",
    "TimedOut, ExecutionTimedOut, TIMED_OUT",
    "TIMED_OUT, '', TIMED_OUT",
    "Failed, Undeliverable, TIMED_OUT",
    "Failed, Terminated, CANCELLED",
    "Failed, InvalidPlatform, FAILED",
    "Failed, Access Denied, FAILED",
    "Failed, AccessDenied, FAILED",
    "Failed, Incomplete, FAILED",
    "Failed, RateExceeded, FAILED",
    "Failed, a word of next year, FAILED",
  })
  void status_inEverySpelling_isUnderstood(String status, String details, CommandState state) {
    assertThat(SsmStatus.stateOf(status, details)).isEqualTo(state);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN_TO_SDK_VERSION")
  void status_thatTheSdkKnowsOfAnInvocation_isUnderstood(CommandInvocationStatus status) {
    assertThat(SsmStatus.stateOf(status.toString(), "")).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN_TO_SDK_VERSION")
  void status_thatTheSdkKnowsOfACommand_isUnderstood(CommandStatus status) {
    assertThat(SsmStatus.stateOf(status.toString(), "")).isNotNull();
  }

  @Test
  void status_thatNobodyKnows_isNotGuessed() {
    assertThatThrownBy(() -> SsmStatus.stateOf("Resting", ""))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT29S", "PT30.5S", "P30DT1S", "PT-1M"})
  void deliveryTimeout_outOfRange_isRefused(Duration timeout) {
    assertThatThrownBy(
            () -> new CommandDocument("vigie-run", "vigie-cancel", timeout, Optional.empty()))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }

  @ParameterizedTest
  @CsvSource({"ab, /vigie", "vigie run, /vigie", "vigie-run, ''", "vigie-run, a b"})
  void name_ofAnotherForm_isRefused(String document, String logGroup) {
    assertThatThrownBy(
            () ->
                new CommandDocument(
                    document, "vigie-cancel", Duration.ofMinutes(1), Optional.of(logGroup)))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }
}
