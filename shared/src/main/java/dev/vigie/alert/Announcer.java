package dev.vigie.alert;

import dev.vigie.config.AlertChannel;
import dev.vigie.config.AlertPolicy;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.probe.Finding;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Tells people what a round of findings changed. What is to be told is written to the bucket before
 * it is sent, and that it was sent after: so a process that dies in between loses nothing, and only
 * then something is told twice. Of two rounds at once each message is sent by one. Thread-safe.
 *
 * @param store the bucket
 * @param policy who is told what
 * @param sinks the policy's channels by their names
 * @param heartbeat what tells an outside address that a round was completed, if one wants to hear
 * @param clock the time
 */
public record Announcer(
    ObjectStore store,
    AlertPolicy policy,
    Map<String, AlertSink> sinks,
    Optional<Runnable> heartbeat,
    Clock clock) {
  /** After so long a channel is given no further message in this round. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Refuses a channel of the policy without a sink. */
  public Announcer {
    sinks = Map.copyOf(sinks);
    for (AlertChannel channel : policy.channels()) {
      if (!sinks.containsKey(channel.name())) {
        throw new IllegalArgumentException("the channel " + channel.name() + " has no sink");
      }
    }
  }

  /**
   * What a round led to.
   *
   * @param state after it
   * @param deliveries what was sent, and to whom
   */
  public record Announcement(HealthState state, List<Delivery> deliveries) {}

  /**
   * Takes a round's findings, and sends what they change, besides what could not be sent before. It
   * takes as long as the slowest channel, some 45 seconds at most.
   *
   * @throws VigieException {@code CHANNEL_UNAVAILABLE} if something is to be told that no channel
   *     has taken: so the function fails, and its own alarm rings
   */
  public Announcement announce(List<Finding> round) {
    HealthJournal journal = new HealthJournal(store);
    List<String> remarks = journal.mend().stream().toList();
    Instant now = clock.instant();
    String owner = UUID.randomUUID().toString();
    HealthState.Round found = new HealthState.Round(round, remarks, now, owner);
    HealthState state = journal.update(before -> before.next(policy, found));
    List<Outgoing> mine = state.leasedBy(owner);
    List<Delivery> results = new ArrayList<>(send(mine));
    boolean unheard = mine.stream().anyMatch(each -> !isHeard(each, results));
    // Nobody could be told: then the address outside should miss a sign of life, and tell them.
    if (!unheard) {
      heartbeat.ifPresent(beat -> results.add(tryTo(name(), "", 0, beat)));
    }
    if (!results.isEmpty() || !mine.isEmpty()) {
      state = journal.update(before -> before.delivered(mine, results));
    }
    if (unheard) {
      throw new VigieException(
          ErrorCode.CHANNEL_UNAVAILABLE,
          "no channel takes what there is to tell: "
              + String.join(
                  "; ", results.stream().flatMap(each -> each.failure().stream()).toList()));
    }
    return new Announcement(state, List.copyOf(results));
  }

  private static boolean isHeard(Outgoing message, List<Delivery> results) {
    return message.heard()
        || results.stream()
            .anyMatch(each -> each.taken() && each.message().equals(message.message().id()));
  }

  private String name() {
    return policy.heartbeat() == null ? "heartbeat" : policy.heartbeat();
  }

  private List<Delivery> send(List<Outgoing> messages) {
    List<Future<List<Delivery>>> under = new ArrayList<>();
    List<Delivery> results = new ArrayList<>();
    try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (AlertChannel channel : policy.channels()) {
        under.add(senders.submit(() -> send(channel, messages)));
      }
      for (Future<List<Delivery>> each : under) {
        results.addAll(each.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new VigieException(ErrorCode.INTERNAL, "a channel's thread ended", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while alerts were sent", e);
    }
  }

  /** The channel's messages, the oldest first; none after one that it did not take. */
  private List<Delivery> send(AlertChannel channel, List<Outgoing> messages) {
    List<Delivery> results = new ArrayList<>();
    Instant end = clock.instant().plus(PATIENCE);
    for (Outgoing each : messages) {
      Optional<Message> heard = each.message().heardBy(channel);
      boolean failed = !results.isEmpty() && !results.getLast().taken();
      if (failed || clock.instant().isAfter(end)) {
        break;
      }
      if (each.waiting().contains(channel.name()) && heard.isPresent()) {
        AlertSink sink = Objects.requireNonNull(sinks.get(channel.name()));
        results.add(
            tryTo(
                channel.name(),
                each.message().id(),
                heard.get().notices().size(),
                () -> sink.send(heard.get())));
      }
    }
    return results;
  }

  private Delivery tryTo(String channel, String message, int notices, Runnable deed) {
    Optional<String> failure = Optional.empty();
    try {
      deed.run();
    } catch (VigieException e) {
      failure = Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      // A fault in one channel must not keep the others from telling; its words may hold a secret.
      failure = Optional.of("a fault in Vigie: " + e.getClass().getSimpleName());
    }
    return new Delivery(channel, message, clock.instant(), notices, failure);
  }
}
