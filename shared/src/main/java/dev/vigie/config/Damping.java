package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What must hold before anything is told, so that people are not told of what passes.
 *
 * @param rounds so many rounds in a row a state must be seen, 1 to 10
 * @param unknownAfter so long something could not be looked at, 1 minute to 1 day
 * @param goneAfter so long something was in no round any more, 1 hour to 7 days
 * @param flapChanges so many changes of state within the window make something flapping, 3 to 20
 * @param flapWindow the window, 10 minutes to 2 days
 */
public record Damping(
    int rounds, Duration unknownAfter, Duration goneAfter, int flapChanges, Duration flapWindow) {
  static final Duration WEEK = Duration.ofDays(7);

  /** Where nothing is set. */
  public static final Damping STANDARD =
      new Damping(2, Duration.ofMinutes(15), Duration.ofHours(6), 5, Duration.ofHours(12));

  /** Refuses what is out of range, with {@code SETTING_INVALID}. */
  public Damping {
    if (rounds < 1 || rounds > 10) {
      throw AlertPolicy.invalid("damping.rounds is 1 to 10, and not " + rounds);
    }
    if (flapChanges < 3 || flapChanges > 20) {
      throw AlertPolicy.invalid("damping.flapChanges is 3 to 20, and not " + flapChanges);
    }
    checkRange("damping.unknownAfter", unknownAfter, Duration.ofMinutes(1), Duration.ofDays(1));
    checkRange("damping.goneAfter", goneAfter, Duration.ofHours(1), WEEK);
    checkRange("damping.flapWindow", flapWindow, Duration.ofMinutes(10), Duration.ofDays(2));
  }

  /** Reads the settings; what is not set has its default. */
  @JsonCreator
  static Damping of(
      @JsonProperty("rounds") @Nullable Integer rounds,
      @JsonProperty("unknownAfter") @Nullable Duration unknownAfter,
      @JsonProperty("goneAfter") @Nullable Duration goneAfter,
      @JsonProperty("flapChanges") @Nullable Integer flapChanges,
      @JsonProperty("flapWindow") @Nullable Duration flapWindow) {
    return new Damping(
        Objects.requireNonNullElse(rounds, STANDARD.rounds),
        Objects.requireNonNullElse(unknownAfter, STANDARD.unknownAfter),
        Objects.requireNonNullElse(goneAfter, STANDARD.goneAfter),
        Objects.requireNonNullElse(flapChanges, STANDARD.flapChanges),
        Objects.requireNonNullElse(flapWindow, STANDARD.flapWindow));
  }

  /**
   * After how long without a change what was flapping is calm: the longest time between two changes
   * that would still count as flapping if it went on.
   */
  public Duration calmAfter() {
    return flapWindow.dividedBy(flapChanges - 1L);
  }

  /**
   * Refuses a time out of its range.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static void checkRange(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw AlertPolicy.invalid("%s is %s to %s, and not %s".formatted(name, least, most, value));
    }
  }
}
