package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where backups have a second copy.
 *
 * @param node who copies: an EC2 instance id, a node's name, or {@code local}
 * @param bucket the second bucket's name
 * @param region where it is; null if it is where the first is
 * @param timeout after which a copy counts as lost; 1 minute to 48 hours, by default 12 hours
 */
public record FleetCopies(String node, String bucket, @Nullable String region, Duration timeout) {
  /** Refuses what is missing or out of its range, with {@code SETTING_INVALID}. */
  @JsonCreator
  public FleetCopies(
      @Nullable String node,
      @Nullable String bucket,
      @Nullable String region,
      @Nullable Duration timeout) {
    this.node = FleetBounds.required("copies.node", node);
    this.bucket = FleetBounds.required("copies.bucket", bucket);
    this.region = region;
    this.timeout = Objects.requireNonNullElse(timeout, Duration.ofHours(12));
    FleetBounds.checkTimeout("copies.timeout", this.timeout);
  }

  /** Where the second bucket is, if not where the first is. */
  public Optional<String> findRegion() {
    return Optional.ofNullable(region);
  }
}
