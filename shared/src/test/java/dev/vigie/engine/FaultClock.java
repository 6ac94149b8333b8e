package dev.vigie.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clock of a runner's own, by libfaketime: what it tells can be changed while the runner works,
 * and nobody else's clock is touched.
 *
 * @param library libfaketime
 * @param file says how far the clock is from the true time
 */
record FaultClock(Path library, Path file) {
  /** Why there can be none. */
  static Optional<String> missing() {
    return installed().isPresent()
        ? Optional.empty()
        : Optional.of("libfaketime is not on this machine");
  }

  /** A clock that tells the true time. */
  static FaultClock in(Path directory) {
    FaultClock clock = new FaultClock(installed().orElseThrow(), directory.resolve("clock"));
    clock.jump("+0");
    return clock;
  }

  /** What a program needs that is to go by it. Waiting goes by the true one. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_NO_CACHE", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "DONT_FAKE_MONOTONIC", "1");
  }

  /**
   * Is from now on so far from the true time.
   *
   * @param offset as faketime(1) has it, for example {@code -3h}
   */
  void jump(String offset) {
    try {
      Files.writeString(file, offset + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Debian has it in a directory of the machine's architecture. */
  private static Optional<Path> installed() {
    try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
      return architectures
          .map(directory -> directory.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
