package dev.vigie.alert;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.vigie.config.AlertPolicy;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.storage.JsonDocuments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How everything is that is looked at, and what people were told of it: what {@code
 * health/state.json} holds. It is bounded: {@value #MOST_WATCHED} things, {@value #MOST_OUTGOING}
 * messages under way, {@value #MOST_DELIVERIES} past ones.
 *
 * @param schemaVersion of the document's form
 * @param lookedAt when the last round was
 * @param watched what is looked at
 * @param left how many more there are, all of them well, for which there was no room
 * @param asked tests of channels that the next round is to make
 * @param outgoing messages that some channels have not taken yet, the oldest first
 * @param channels how each channel was at the last try
 * @param deliveries the last tries, the newest last
 */
public record HealthState(
    int schemaVersion,
    Instant lookedAt,
    List<Watched> watched,
    int left,
    List<TestRequest> asked,
    List<Outgoing> outgoing,
    List<ChannelState> channels,
    List<Delivery> deliveries) {
  /** Some 400 bytes each, so 8 MB, which are read and written with each round. */
  static final int MOST_WATCHED = 20_000;

  static final int MOST_OUTGOING = 20;
  static final int MOST_DELIVERIES = 100;

  /** Who hears of something later than that is sent to look for what is over. */
  static final Duration OLDEST_OUTGOING = Duration.ofHours(6);

  private static final int SCHEMA_VERSION = 1;
  private static final Comparator<Watched> OPEN_FIRST =
      Comparator.comparing((Watched each) -> each.told().isOpen())
          .thenComparing(each -> each.seen().finding().health())
          .reversed();

  /** Refuses a form that only a newer program knows, with {@code MANIFEST_INVALID}. */
  @JsonCreator
  public HealthState(
      int schemaVersion,
      Instant lookedAt,
      @Nullable List<Watched> watched,
      int left,
      @Nullable List<TestRequest> asked,
      @Nullable List<Outgoing> outgoing,
      @Nullable List<ChannelState> channels,
      @Nullable List<Delivery> deliveries) {
    JsonDocuments.checkVersion("health", schemaVersion, SCHEMA_VERSION);
    this.schemaVersion = schemaVersion;
    this.lookedAt = lookedAt;
    this.watched = watched == null ? List.of() : List.copyOf(watched);
    this.left = left;
    this.asked = asked == null ? List.of() : List.copyOf(asked);
    this.outgoing = outgoing == null ? List.of() : List.copyOf(outgoing);
    this.channels = channels == null ? List.of() : List.copyOf(channels);
    this.deliveries = deliveries == null ? List.of() : List.copyOf(deliveries);
  }

  /** Before the first round. */
  public static HealthState nothing() {
    return new HealthState(
        SCHEMA_VERSION, Instant.EPOCH, List.of(), 0, List.of(), List.of(), List.of(), List.of());
  }

  /** How everything is, the worst first. */
  public List<Condition> conditions() {
    return watched.stream()
        .map(Watched::condition)
        .sorted(
            Comparator.comparing((Condition each) -> each.finding().health())
                .reversed()
                .thenComparing(each -> each.finding().check())
                .thenComparing(each -> each.finding().subject()))
        .toList();
  }

  /** What people were told and is not over, the worst first. */
  public List<Condition> open() {
    Set<Subject> open =
        watched.stream()
            .filter(each -> each.told().isOpen())
            .map(Watched::subject)
            .collect(Collectors.toSet());
    return conditions().stream().filter(each -> open.contains(Subject.of(each.finding()))).toList();
  }

  /**
   * A round, as it changes the state.
   *
   * @param findings what it found
   * @param remarks sentences for people about the round itself
   * @param now its time
   * @param owner who sends what it has to tell
   */
  record Round(List<Finding> findings, List<String> remarks, Instant now, String owner) {}

  /**
   * After a round. A round that is not later than the last one changes nothing.
   *
   * @param round what it found, when
   */
  HealthState next(AlertPolicy policy, Round round) {
    Instant now = round.now();
    if (!now.isAfter(lookedAt)) {
      return this;
    }
    Set<String> used = channelNames(policy);
    List<ChannelState> tried =
        channels.stream().filter(each -> used.contains(each.name())).toList();
    List<Finding> findings =
        Stream.concat(round.findings().stream(), tried.stream().map(ChannelState::finding))
            .toList();
    AlertRules.Judgement judged = new AlertRules(policy).next(watched, findings, now);
    List<Watched> kept = judged.watched().stream().sorted(OPEN_FIRST).limit(MOST_WATCHED).toList();
    Set<Check> open =
        kept.stream()
            .filter(each -> each.told().isOpen())
            .map(each -> each.subject().check())
            .collect(Collectors.toSet());
    List<Outgoing> queue = new ArrayList<>(outgoing);
    if (!judged.notices().isEmpty()) {
      String id = "r" + Long.toString(now.toEpochMilli(), 36);
      Message message = Message.of(policy, id, now, judged.notices(), open, round.remarks());
      queue.add(new Outgoing(message, hearing(policy, message), false, Instant.EPOCH, ""));
    }
    asked.forEach(test -> queue.add(test.outgoing(policy, now)));
    return new HealthState(
        SCHEMA_VERSION,
        now,
        kept,
        judged.watched().size() - kept.size(),
        List.of(),
        leased(queue, used, round),
        tried,
        deliveries);
  }

  private static Set<String> channelNames(AlertPolicy policy) {
    Set<String> names = new HashSet<>();
    policy.channels().forEach(channel -> names.add(channel.name()));
    if (policy.heartbeat() != null) {
      names.add(policy.heartbeat());
    }
    return names;
  }

  private static Set<String> hearing(AlertPolicy policy, Message message) {
    Set<String> hearing = new TreeSet<>();
    policy.channels().stream()
        .filter(channel -> message.heardBy(channel).isPresent())
        .forEach(channel -> hearing.add(channel.name()));
    return hearing;
  }

  private static List<Outgoing> leased(List<Outgoing> queue, Set<String> used, Round round) {
    Instant now = round.now();
    List<Outgoing> kept =
        queue.stream()
            .filter(each -> each.waiting().stream().anyMatch(used::contains))
            .filter(each -> !each.message().at().plus(OLDEST_OUTGOING).isBefore(now))
            .map(each -> each.isFree(now) ? each.leased(round.owner(), now) : each)
            .toList();
    return kept.subList(Math.max(0, kept.size() - MOST_OUTGOING), kept.size());
  }

  /** The messages that are this one's to send. */
  List<Outgoing> leasedBy(String owner) {
    return outgoing.stream().filter(each -> each.owner().equals(owner)).toList();
  }

  /** After what was leased was tried. */
  HealthState delivered(List<Outgoing> tried, List<Delivery> results) {
    Set<String> ids = new HashSet<>();
    tried.forEach(each -> ids.add(each.message().id()));
    Map<String, Set<String>> taken = new HashMap<>();
    Map<String, ChannelState> states = new HashMap<>();
    channels.forEach(each -> states.put(each.name(), each));
    for (Delivery each : results) {
      if (each.taken()) {
        taken.computeIfAbsent(each.message(), _ -> new HashSet<>()).add(each.channel());
      }
      states.put(each.channel(), new ChannelState(each.channel(), each.failure()));
    }
    List<Outgoing> waiting =
        outgoing.stream()
            .map(
                each ->
                    ids.contains(each.message().id())
                        ? each.takenBy(taken.getOrDefault(each.message().id(), Set.of()))
                        : each)
            .filter(each -> !each.waiting().isEmpty())
            .toList();
    List<Delivery> log =
        Stream.concat(
                deliveries.stream(), results.stream().filter(each -> !each.message().isEmpty()))
            .toList();
    return new HealthState(
        SCHEMA_VERSION,
        lookedAt,
        watched,
        left,
        asked,
        waiting,
        states.values().stream().sorted(Comparator.comparing(ChannelState::name)).toList(),
        log.subList(Math.max(0, log.size() - MOST_DELIVERIES), log.size()));
  }

  /** Where somebody knows; unchanged if there is nothing to know of it. */
  HealthState acknowledged(Subject subject, Ack ack) {
    List<Watched> after =
        watched.stream()
            .map(
                each ->
                    each.subject().equals(subject)
                            && each.told().isOpen()
                            && each.told().ack().isEmpty()
                        ? new Watched(each.seen(), each.told().with(ack))
                        : each)
            .toList();
    return new HealthState(
        SCHEMA_VERSION, lookedAt, after, left, asked, outgoing, channels, deliveries);
  }

  /** With one more test that the next round is to make. */
  HealthState with(TestRequest test) {
    List<TestRequest> more = Stream.concat(asked.stream(), Stream.of(test)).toList();
    return new HealthState(
        SCHEMA_VERSION,
        lookedAt,
        watched,
        left,
        more.subList(Math.max(0, more.size() - MOST_OUTGOING), more.size()),
        outgoing,
        channels,
        deliveries);
  }
}
