package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What health is held against: JSON in the variable {@value #VARIABLE}, or in the file that {@value
 * #FILE_VARIABLE} names; without either, the defaults.
 *
 * @param https what is asked over HTTPS: an address for each name, of 1 to 30 lower-case letters,
 *     digits and hyphens
 * @param restoreTimes how long a restore may take (RTO), by cluster and database; of what is not
 *     named nothing was promised
 * @param posture how the bucket was deployed; without it only what never changes is looked at
 * @param thresholds from where on something counts as unwell
 */
public record HealthSettings(
    Map<String, URI> https,
    Map<String, Map<String, Duration>> restoreTimes,
    @Nullable Posture posture,
    Thresholds thresholds) {
  /** The environment variable. */
  public static final String VARIABLE = "VIGIE_HEALTH";

  /** Names a file with the same JSON. */
  public static final String FILE_VARIABLE = "VIGIE_HEALTH_FILE";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,29}");

  /**
   * Puts defaults where nothing is said, and refuses what is wrong, with {@code SETTING_INVALID}.
   */
  @JsonCreator
  public HealthSettings(
      @Nullable Map<String, URI> https,
      @Nullable Map<String, Map<String, Duration>> restoreTimes,
      @Nullable Posture posture,
      @Nullable Thresholds thresholds) {
    this.https = new TreeMap<>(Objects.requireNonNullElse(https, Map.of()));
    this.restoreTimes = Map.copyOf(Objects.requireNonNullElse(restoreTimes, Map.of()));
    this.posture = posture;
    this.thresholds = Objects.requireNonNullElse(thresholds, Thresholds.DEFAULT);
    this.https.forEach(HealthSettings::check);
    this.restoreTimes.values().stream()
        .flatMap(databases -> databases.values().stream())
        .forEach(HealthSettings::check);
  }

  /**
   * How the bucket was deployed.
   *
   * @param days after which S3 hides an object, by its tier
   * @param hiddenDays after which S3 deletes what was hidden
   * @param encryption S3's name of it, {@code aws:kms} or {@code AES256}
   */
  public record Posture(Map<Tier, Integer> days, int hiddenDays, String encryption) {
    /** Takes a copy. */
    public Posture {
      days = Map.copyOf(days);
    }
  }

  /**
   * Reads the settings.
   *
   * @throws VigieException {@code SETTING_INVALID} naming what is wrong
   */
  public static HealthSettings fromEnvironment(Map<String, String> environment) {
    return SettingsJson.find(environment, VARIABLE, FILE_VARIABLE)
        .orElse(new SettingsJson(VARIABLE, "{}"))
        .as(HealthSettings.class);
  }

  /** How long a restore of the database may take, if something was promised. */
  public Optional<Duration> restoreTime(String cluster, String database) {
    return Optional.ofNullable(restoreTimes.getOrDefault(cluster, Map.of()).get(database));
  }

  /** How the bucket was deployed, if that is known. */
  public Optional<Posture> findPosture() {
    return Optional.ofNullable(posture);
  }

  private static void check(String name, URI address) {
    if (!NAME.matcher(name).matches()) {
      throw invalid("health.https names \"%s\", not of the form %s".formatted(name, NAME));
    }
    if (!"https".equals(address.getScheme())
        || address.getHost() == null
        || address.getRawUserInfo() != null) {
      // The value is not repeated: what stands before an @ may be a password.
      throw invalid("health.https." + name + " is not of the form https://host/path");
    }
  }

  private static void check(Duration restoreTime) {
    if (restoreTime.compareTo(Duration.ofMinutes(1)) < 0) {
      throw invalid("health.restoreTimes are PT1M or more, and not " + restoreTime);
    }
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
