package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where backups are proved, and when.
 *
 * @param node an EC2 instance id, a node's name, or {@code local}
 * @param timeout after which a drill counts as lost; 1 minute to 48 hours, by default 12 hours
 * @param expression when the newest backup of each database is drilled; null if others see to that
 * @param zone where it fires then; UTC if none is given
 * @param window within how long after its time a drill begins, each database's at a moment of its
 *     own; 0 to 7 days, by default an hour
 * @param checks what a restored database is asked, by cluster, database and statement: the result
 *     that is expected. In the order in which they are asked
 */
public record FleetDrills(
    String node,
    Duration timeout,
    @Nullable ScheduleExpression expression,
    ZoneId zone,
    Duration window,
    Map<String, Map<String, Map<String, String>>> checks) {
  private static final Duration WIDEST = Duration.ofDays(7);

  /** Refuses drills without a node, and times outside their range: {@code SETTING_INVALID}. */
  @JsonCreator
  public FleetDrills(
      @Nullable String node,
      @Nullable Duration timeout,
      @Nullable ScheduleExpression expression,
      @Nullable ZoneId zone,
      @Nullable Duration window,
      @Nullable Map<String, Map<String, Map<String, String>>> checks) {
    this.node = FleetBounds.required("drills.node", node);
    this.timeout = Objects.requireNonNullElse(timeout, Duration.ofHours(12));
    this.expression = expression;
    this.zone = Objects.requireNonNullElse(zone, ZoneOffset.UTC);
    this.window = Objects.requireNonNullElse(window, Duration.ofHours(1));
    this.checks =
        Collections.unmodifiableMap(
            new LinkedHashMap<>(Objects.requireNonNullElse(checks, Map.of())));
    FleetBounds.checkTimeout("drills.timeout", this.timeout);
    if (this.window.isNegative() || this.window.compareTo(WIDEST) > 0) {
      throw FleetBounds.invalid(
          "drills.window lies between PT0S and PT168H, and is " + this.window);
    }
  }

  /** Drills that somebody else begins. */
  public FleetDrills(String node, @Nullable Duration timeout) {
    this(node, timeout, null, null, null, null);
  }

  /** When the newest backup of each database is drilled, unless others see to that. */
  public Optional<ScheduleExpression> findExpression() {
    return Optional.ofNullable(expression);
  }

  /** What the restored database is asked: statements, and the result of each. */
  public Map<String, String> checksOf(String cluster, String database) {
    return checks.getOrDefault(cluster, Map.of()).getOrDefault(database, Map.of());
  }
}
