package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Map;

/** How long a backup is kept. S3's lifecycle rules expire objects by the tag that says so. */
public enum Tier {
  /** Every backup's, unless it qualifies for more. */
  @JsonProperty("daily")
  DAILY,
  /** One a week. */
  @JsonProperty("weekly")
  WEEKLY,
  /** One a month. */
  @JsonProperty("monthly")
  MONTHLY,
  /** One a year. */
  @JsonProperty("yearly")
  YEARLY;

  /** The tag that each object of the backup carries. */
  public Map<String, String> tags() {
    return Map.of("tier", name().toLowerCase(Locale.ROOT));
  }
}
