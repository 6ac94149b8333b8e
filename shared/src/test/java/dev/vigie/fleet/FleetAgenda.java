package dev.vigie.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * What is to happen when, in a time that moves from one thing to the next; and luck. Deterministic
 * by its seed. Used by one thread at a time.
 */
final class FleetAgenda {
  private final Random random;
  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::order));
  private Instant now;
  private long order;
  private boolean faultless;

  private record Entry(Instant at, long order, Runnable what) {}

  FleetAgenda(long seed, Instant start) {
    random = new Random(seed);
    now = start;
  }

  Instant now() {
    return now;
  }

  Clock clock() {
    return ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  }

  /** From now on nothing fails. */
  void endFaults() {
    faultless = true;
  }

  /** By lot, so many times of a thousand. */
  boolean misfortune(int permille) {
    return !faultless && random.nextInt(1_000) < permille;
  }

  /** Of a length by lot. */
  Duration between(Duration least, Duration most) {
    return least.plusSeconds(random.nextLong(most.minus(least).toSeconds() + 1));
  }

  void at(Instant time, Runnable what) {
    entries.add(new Entry(time.isBefore(now) ? now : time, order++, what));
  }

  void after(Duration time, Runnable what) {
    at(now.plus(time), what);
  }

  /** An event of AWS's: mostly once and at once; seldom lost, doubled, or late by up to an hour. */
  void signal(int lostPermille, Runnable delivery) {
    if (misfortune(lostPermille)) {
      return;
    }
    int copies = misfortune(30) ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      Duration late = misfortune(30) ? Duration.ofHours(1) : Duration.ofSeconds(5);
      after(between(Duration.ZERO, late), delivery);
    }
  }

  /** Lets happen what is to happen up to that time. */
  void passUntil(Instant end) {
    for (Entry next = entries.peek();
        next != null && !next.at().isAfter(end);
        next = entries.peek()) {
      entries.remove();
      now = next.at();
      next.what().run();
    }
    now = end;
  }
}
