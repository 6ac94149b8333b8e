package dev.vigie.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
  private static IOException full() {
    return new FileSystemException("/tmp/x", null, "No space left on device");
  }

  static Throwable[] fullDisks() {
    return new Throwable[] {
      full(),
      new UncheckedIOException(full()),
      new ExceptionInInitializerError("Cannot unpack libzstd-jni: No space left on device"),
      new VigieException(ErrorCode.INTERNAL, "a file could not be kept", full())
    };
  }

  @ParameterizedTest
  @MethodSource("fullDisks")
  void of_fullDiskSomewhereInTheCauses_saysSo(Throwable cause) {
    assertThat(Failure.of(cause))
        .returns(ErrorCode.DISK_FULL.name(), Failure::code)
        .returns(ErrorCode.DISK_FULL.hint(), Failure::hint);
  }

  @Test
  void of_failureThatHasItsCode_keepsIt() {
    assertThat(Failure.of(new VigieException(ErrorCode.STORAGE_UNAVAILABLE, "no answer", full())))
        .returns(ErrorCode.STORAGE_UNAVAILABLE.name(), Failure::code)
        .returns("no answer", Failure::message);
  }

  @Test
  void of_anythingElse_isAFaultInVigie() {
    assertThat(Failure.of(new IllegalStateException("two ends")))
        .returns(ErrorCode.INTERNAL.name(), Failure::code)
        .returns("java.lang.IllegalStateException: two ends", Failure::message);
  }

  @Test
  void message_halfASurrogatePair_isReplaced() {
    assertThat(Failure.of(ErrorCode.CLIENT_FAILED, "cut \ud83d").message()).isEqualTo("cut \ufffd");
  }
}
