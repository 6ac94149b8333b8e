package dev.vigie.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The bounds of what a fleet's settings may say; each refuses with {@code SETTING_INVALID}. */
final class FleetBounds {
  /** The shortest promise, and the shortest time after which an operation counts as lost. */
  static final Duration SHORTEST = Duration.ofMinutes(1);

  private static final Duration LONGEST = Duration.ofDays(2);

  private FleetBounds() {}

  /** The value, which may be neither missing nor an empty text. */
  static <T> T required(String key, @Nullable T value) {
    if (value == null || value.equals("")) {
      throw invalid(key + " is missing");
    }
    return value;
  }

  /** PostgreSQL's bound on names, by which clusters are called too. */
  static void checkName(String key, String name) {
    boolean text = UTF_8.newEncoder().canEncode(name) && name.indexOf('\0') < 0;
    if (!text || name.getBytes(UTF_8).length > 63) {
      throw invalid(key + " has 1 to 63 bytes and no NUL, and \"" + name + "\" has not");
    }
  }

  /** No name stands there twice. */
  static void checkDistinct(String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw invalid("the " + what + " \"" + name + "\" is named twice");
      }
    }
  }

  /** After which an operation counts as lost: 1 minute to 48 hours. */
  static void checkTimeout(String key, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw invalid(key + " lies between PT1M and PT48H, and is " + value);
    }
  }

  static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
