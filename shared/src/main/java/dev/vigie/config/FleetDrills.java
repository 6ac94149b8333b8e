package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where backups are proved.
 *
 * @param node an EC2 instance id, a node's name, or {@code local}
 * @param timeout after which a drill counts as lost; 1 minute to 48 hours, by default 12 hours
 */
public record FleetDrills(String node, Duration timeout) {
  /** Refuses drills without a node, and times outside their range: {@code SETTING_INVALID}. */
  @JsonCreator
  public FleetDrills(@Nullable String node, @Nullable Duration timeout) {
    this.node = FleetBounds.required("drills.node", node);
    this.timeout = Objects.requireNonNullElse(timeout, Duration.ofHours(12));
    FleetBounds.checkTimeout("drills.timeout", this.timeout);
  }
}
