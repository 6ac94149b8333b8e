package dev.vigie.cdk;

import dev.vigie.config.AlertChannel;
import dev.vigie.config.AlertChannel.Hears;
import dev.vigie.config.AlertChannel.Kind;
import dev.vigie.config.AlertPolicy;
import dev.vigie.config.AlertPolicy.Escalation;
import dev.vigie.config.Damping;
import dev.vigie.config.QuietHours;
import dev.vigie.error.VigieException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who is told what of health, and when.
 *
 * @param policy all of it, under a name that is not yet the deployment's
 */
public record AlertRouting(AlertPolicy policy) {
  /** The name of the secret with the address that wants to hear of each round. */
  static final String HEARTBEAT = "heartbeat";

  private static final int WEEK_MINUTES = 7 * 24 * 60;

  /** Nobody. */
  static final AlertRouting NOBODY = new AlertRouting(AlertPolicy.NOBODY);

  /** The keys of these settings. */
  static final Set<String> KEYS =
      Set.of("channels", "damping", "escalation", HEARTBEAT, "quiet", "runbooks", "statusPage");

  /**
   * Reads the settings.
   *
   * @param alerts the object that they stand in
   * @param email whether somebody gets e-mail, which then is a channel, too
   * @throws VigieException {@code SETTING_INVALID}
   */
  static AlertRouting from(ContextObject alerts, boolean email) {
    var channels = channels(alerts.object("channels"));
    if (email && channels.stream().noneMatch(each -> each.kind() == Kind.EMAIL)) {
      channels.add(new AlertChannel(Kind.EMAIL.id(), Kind.EMAIL, Hears.ALL));
    }
    var heartbeat = alerts.flag(HEARTBEAT).orElse(false);
    return new AlertRouting(
        new AlertPolicy(
            null,
            channels,
            damping(alerts.object("damping")),
            quiet(alerts.object("quiet")).orElse(null),
            escalation(alerts.object("escalation")),
            heartbeat ? HEARTBEAT : null,
            alerts.text("runbooks").orElse(null),
            alerts.text("statusPage").orElse(null)));
  }

  /** The names of the secrets that it needs. */
  List<String> secrets() {
    var names = new ArrayList<String>();
    policy.channels().stream()
        .filter(each -> each.kind().hasSecret())
        .forEach(each -> names.add(each.name()));
    if (policy.heartbeat() != null) {
      names.add(policy.heartbeat());
    }
    return names;
  }

  private static List<AlertChannel> channels(ContextObject channels) {
    var found = new ArrayList<AlertChannel>();
    for (var name : channels.keys()) {
      var channel = channels.object(name);
      channel.refuseOthersThan(Set.of("kind", "hears"));
      if (channel.text("kind").isEmpty()) {
        throw ContextObject.refused(
            "%s is not set; it must be one of %s."
                .formatted(channel.name("kind"), String.join(", ", ids(Kind.values()))));
      }
      var kind = channel.choice("kind", ids(Kind.values()));
      var hears = channel.choice("hears", ids(Hears.values()));
      found.add(new AlertChannel(name, of(Kind.class, kind), of(Hears.class, hears)));
    }
    return found;
  }

  private static Damping damping(ContextObject damping) {
    damping.refuseOthersThan(
        Set.of("rounds", "unknownMinutes", "goneHours", "flapChanges", "flapWindowHours"));
    return new Damping(
        damping.wholeNumber("rounds", 2, 1, 10, "rounds"),
        Duration.ofMinutes(damping.wholeNumber("unknownMinutes", 15, 1, 1_440, "minutes")),
        Duration.ofHours(damping.wholeNumber("goneHours", 6, 1, 168, "hours")),
        damping.wholeNumber("flapChanges", 5, 3, 20, "changes"),
        Duration.ofHours(damping.wholeNumber("flapWindowHours", 12, 1, 48, "hours")));
  }

  private static Optional<QuietHours> quiet(ContextObject quiet) {
    quiet.refuseOthersThan(Set.of("from", "to", "timeZone", "waits"));
    if (quiet.keys().isEmpty()) {
      return Optional.empty();
    }
    var waits = quiet.choice("waits", ids(QuietHours.Waits.values()));
    try {
      return Optional.of(
          new QuietHours(
              LocalTime.parse(quiet.text("from").orElse("")),
              LocalTime.parse(quiet.text("to").orElse("")),
              ZoneId.of(quiet.text("timeZone").orElse("UTC")),
              of(QuietHours.Waits.class, waits)));
    } catch (DateTimeException _) {
      throw ContextObject.refused(
          "%s is '%s' to '%s' in '%s'; it must be times such as 22:00 and a time zone such as Europe/Paris."
              .formatted(
                  quiet.path(),
                  quiet.text("from").orElse(""),
                  quiet.text("to").orElse(""),
                  quiet.text("timeZone").orElse("UTC")));
    }
  }

  /** Channels by their names, with the minutes after which each is told; steps by these. */
  private static List<Escalation> escalation(ContextObject escalation) {
    var steps = new TreeMap<Integer, List<String>>();
    for (var channel : escalation.keys()) {
      var minutes = escalation.wholeNumber(channel, 1, 1, WEEK_MINUTES, "minutes");
      steps.computeIfAbsent(minutes, _ -> new ArrayList<>()).add(channel);
    }
    return steps.entrySet().stream()
        .map(step -> new Escalation(Duration.ofMinutes(step.getKey()), step.getValue()))
        .toList();
  }

  private static List<String> ids(Enum<?>... values) {
    return Arrays.stream(values).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static <E extends Enum<E>> E of(Class<E> type, String id) {
    return Enum.valueOf(type, id.toUpperCase(Locale.ROOT));
  }
}
