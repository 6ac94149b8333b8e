package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How functions run, as the context gives it. */
class FunctionRuntimeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memoryMegabytes | 511 | 512 to 3008 megabytes",
        "memoryMegabytes | 3009 | 512 to 3008 megabytes",
        "timeoutSeconds | 29 | 30 to 60 seconds",
        "timeoutSeconds | 61 | 30 to 60 seconds"
      })
  void functions_outOfRange_areRefused(String key, int value, String right) {
    refused(Map.of(key, value))
        .hasMessage("vigie.ops.functions.%s is %d; it must be %s.".formatted(key, value, right));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "architecture | arm | 'arm64' or 'x86_64'",
        "startUp | aot | 'none' or 'snapstart'",
        "concurrency | 1 | 'reserved' or 'shared'"
      })
  void functions_ofAnotherWord_areRefused(String key, String value, String right) {
    refused(Map.of(key, value))
        .hasMessage("vigie.ops.functions.%s is '%s'; it must be %s.".formatted(key, value, right));
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Map<String, Object> settings) {
    return assertThatThrownBy(
            () -> FunctionRuntime.from(new ContextObject("vigie.ops.functions", settings)))
        .isInstanceOfSatisfying(
            VigieException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }
}
