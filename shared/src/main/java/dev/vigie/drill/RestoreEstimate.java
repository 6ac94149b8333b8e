package dev.vigie.drill;

import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillReport.Compared;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long a restore would take, by what drills of the same database took: the middle one of the
 * newest five, in proportion where the backup is larger than what they restored. A drill's machine
 * is another one, and its server waits for no disk, so this is no promise.
 */
public final class RestoreEstimate {
  /** Older ones tell of another machine or another version. */
  private static final int LOOKED_AT = 5;

  private RestoreEstimate() {}

  /** The estimate for this backup; empty if no drill of its database proved one. */
  public static Optional<Duration> of(DrillLog log, Manifest backup) {
    return of(log.proved(backup.cluster(), backup.database().name(), LOOKED_AT), backup);
  }

  /** The estimate by these drills, whose order is free. */
  static Optional<Duration> of(List<DrillReport> drills, Manifest backup) {
    long bytes = backup.tables().stream().mapToLong(Manifest.Table::bytes).sum();
    List<Duration> scaled =
        drills.stream()
            .flatMap(drill -> drill.compared().stream().map(then -> scaled(drill, then, bytes)))
            .sorted()
            .toList();
    return scaled.isEmpty() ? Optional.empty() : Optional.of(scaled.get(scaled.size() / 2));
  }

  private static Duration scaled(DrillReport drill, Compared then, long bytes) {
    double growth = Math.max(1, bytes / (double) Math.max(1, then.bytes()));
    return Duration.ofMillis(Math.round(drill.restoreTime().toMillis() * growth));
  }
}
