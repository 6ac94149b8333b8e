package dev.vigie.operation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * What is to happen when, in a time that only moves on request; and how signals get lost, doubled
 * and late. Used by one thread, or by several of which one runs at a time.
 */
final class Agenda {
  private static final int LATEST_SECONDS = 30 * 60;

  private final Random random;
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::order));
  private Instant now;
  private long order;
  private boolean faultless;

  /** One thing to happen; of two at the same time the one that was noted first. */
  private record Entry(Instant at, long order, Runnable what) {}

  Agenda(Random random, Instant start) {
    this.random = random;
    this.now = start;
  }

  Instant now() {
    return now;
  }

  /** The clock of a machine, wrong by so much. */
  Clock clock(Duration skew) {
    return ((InstantSource) () -> now.plus(skew)).withZone(ZoneOffset.UTC);
  }

  /** From now on signals come once and at once, and nothing fails. */
  void endFaults() {
    faultless = true;
  }

  /** By lot, so many times of a hundred; never when faults have ended. */
  boolean misfortune(int percent) {
    return !faultless && random.nextInt(100) < percent;
  }

  /** Of a length by lot. */
  Duration upTo(int seconds) {
    return Duration.ofSeconds(random.nextInt(seconds + 1));
  }

  void after(Duration time, Runnable what) {
    entries.add(new Entry(now.plus(time), order++, what));
  }

  /** A signal: lost, or delivered up to three times, each soon or late. */
  void signal(Runnable delivery) {
    if (misfortune(25)) {
      return;
    }
    int copies = misfortune(30) ? 2 + random.nextInt(2) : 1;
    for (int copy = 0; copy < copies; copy++) {
      after(upTo(misfortune(40) ? LATEST_SECONDS : 5), delivery);
    }
  }

  /** Whether nothing is left to happen. */
  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Lets time pass, at most to the next thing to happen, and lets that happen. */
  void pass(Duration most) {
    Instant until = now.plus(most);
    Entry next = entries.peek();
    if (next == null || next.at().isAfter(until)) {
      now = until;
      return;
    }
    entries.remove();
    now = next.at().isAfter(now) ? next.at() : now;
    next.what().run();
  }
}
