package dev.vigie.drill;

import dev.vigie.drill.DrillReport.PhaseTime;
import dev.vigie.restore.RestorePhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long the parts of a drill take: each ends when the next begins. Not thread-safe. */
final class DrillTimes {
  private final LongSupplier nanoseconds;
  private final List<PhaseTime> ended = new ArrayList<>();
  private Optional<String> current = Optional.empty();
  private long since;

  /**
   * @param nanoseconds a clock that never goes back, as {@link System#nanoTime}
   */
  DrillTimes(LongSupplier nanoseconds) {
    this.nanoseconds = nanoseconds;
  }

  /** The name of a restore's phase in reports. */
  static String name(RestorePhase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  /** This part begins, and the one before has ended. */
  void begin(String phase) {
    end();
    current = Optional.of(phase);
    since = nanoseconds.getAsLong();
  }

  /** The last part has ended. */
  void end() {
    long millis = (nanoseconds.getAsLong() - since) / 1_000_000;
    current.ifPresent(phase -> ended.add(new PhaseTime(phase, millis / 1000.0)));
    current = Optional.empty();
  }

  /** The parts that have ended, in their order. */
  List<PhaseTime> ended() {
    return List.copyOf(ended);
  }
}
