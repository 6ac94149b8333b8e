package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When people sleep. What is told then waits until the end, and is told only if it is still so.
 *
 * @param from when it begins, a local time
 * @param to when it ends, another local time; before {@code from} it is on the next day
 * @param zone of both, daylight saving time included
 * @param waits what waits
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone, Waits waits) {
  /** What may wait until the morning. */
  public enum Waits {
    /** All but what is broken. */
    @JsonProperty("warnings")
    WARNINGS,
    /** Everything: nobody is woken. */
    @JsonProperty("everything")
    EVERYTHING
  }

  /** Refuses hours of no length, with {@code SETTING_INVALID}. */
  public QuietHours {
    if (from.equals(to)) {
      throw invalid("quiet hours end when they begin, at " + from);
    }
  }

  /** Reads the settings; warnings wait where nothing is said, and hours are those of UTC. */
  @JsonCreator
  static QuietHours of(
      @JsonProperty("from") @Nullable String from,
      @JsonProperty("to") @Nullable String to,
      @JsonProperty("zone") @Nullable String zone,
      @JsonProperty("waits") @Nullable Waits waits) {
    try {
      return new QuietHours(
          LocalTime.parse(Objects.requireNonNullElse(from, "")),
          LocalTime.parse(Objects.requireNonNullElse(to, "")),
          ZoneId.of(Objects.requireNonNullElse(zone, "UTC")),
          Objects.requireNonNullElse(waits, Waits.WARNINGS));
    } catch (DateTimeException e) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "quiet hours are \"from\" and \"to\" such as 22:00, and \"zone\" such as Europe/Paris: "
              + e.getMessage(),
          e);
    }
  }

  /** Whether it is quiet then. */
  public boolean contains(Instant now) {
    LocalTime time = LocalTime.ofInstant(now, zone);
    return from.isBefore(to)
        ? !time.isBefore(from) && time.isBefore(to)
        : !time.isBefore(from) || time.isBefore(to);
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
