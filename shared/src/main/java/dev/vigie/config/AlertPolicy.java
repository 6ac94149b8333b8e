package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what of health, and when. Read from the JSON in {@value #VARIABLE}, or in the file
 * that {@value #FILE_VARIABLE} names; an unknown field is refused, one that is missing has its
 * default.
 *
 * @param deployment what messages call it, 1 to 60 letters, digits, dots and hyphens
 * @param channels the ways to people, 20 at most, no name twice; none means that nobody is told
 * @param damping what must hold before anything is told
 * @param quiet when people sleep; null if never
 * @param escalation whom to tell what nobody acknowledged, 5 steps at most, each later than the one
 *     before
 * @param heartbeat name of the secret with an address that wants to hear of each round; null for
 *     none
 * @param runbooks where the runbooks can be read, an https URL to which {@code disk.md} is added;
 *     null to name the files of the project alone
 * @param statusPage address of the status page; null for none
 */
public record AlertPolicy(
    String deployment,
    List<AlertChannel> channels,
    Damping damping,
    @Nullable QuietHours quiet,
    List<Escalation> escalation,
    @Nullable String heartbeat,
    @Nullable String runbooks,
    @Nullable String statusPage) {
  /** The environment variable. */
  public static final String VARIABLE = "VIGIE_ALERTS";

  /** Names a file with the same JSON. */
  public static final String FILE_VARIABLE = "VIGIE_ALERTS_FILE";

  private static final Pattern DEPLOYMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,59}");
  private static final Pattern ADDRESS = Pattern.compile("https://[!-~&&[^<>\"\\\\|()]]{1,500}");
  private static final int MOST_CHANNELS = 20;
  private static final int MOST_STEPS = 5;

  /** Where nothing is set: nobody is told. */
  public static final AlertPolicy NOBODY =
      new AlertPolicy("vigie", List.of(), null, null, null, null, null, null);

  /** Refuses what is out of range, with {@code SETTING_INVALID}. */
  @JsonCreator
  public AlertPolicy(
      @Nullable String deployment,
      @Nullable List<AlertChannel> channels,
      @Nullable Damping damping,
      @Nullable QuietHours quiet,
      @Nullable List<Escalation> escalation,
      @Nullable String heartbeat,
      @Nullable String runbooks,
      @Nullable String statusPage) {
    this.deployment = Objects.requireNonNullElse(deployment, "vigie");
    this.channels = List.copyOf(Objects.requireNonNullElse(channels, List.of()));
    this.damping = Objects.requireNonNullElse(damping, Damping.STANDARD);
    this.quiet = quiet;
    this.escalation = List.copyOf(Objects.requireNonNullElse(escalation, List.of()));
    this.heartbeat = heartbeat;
    this.runbooks = runbooks;
    this.statusPage = statusPage;
    check("deployment", this.deployment, DEPLOYMENT);
    if (runbooks != null) {
      check("runbooks", runbooks, ADDRESS);
    }
    if (statusPage != null) {
      check("statusPage", statusPage, ADDRESS);
    }
    if (heartbeat != null) {
      check("heartbeat", heartbeat, AlertChannel.NAME);
    }
    checkChannels();
    checkEscalation();
  }

  private void checkChannels() {
    Set<String> names = new HashSet<>();
    for (AlertChannel channel : channels) {
      if (!names.add(channel.name()) || channel.name().equals(heartbeat)) {
        throw invalid("the channel " + channel.name() + " is named twice");
      }
    }
    if (channels.size() > MOST_CHANNELS) {
      throw invalid("channels are %d at most, and not %d".formatted(MOST_CHANNELS, names.size()));
    }
  }

  private void checkEscalation() {
    Duration before = Duration.ZERO;
    for (Escalation step : escalation) {
      if (step.after().compareTo(before) <= 0) {
        throw invalid("steps of the escalation come later and later: " + step.after());
      }
      for (String name : step.channels()) {
        if (channels.stream().noneMatch(channel -> channel.name().equals(name))) {
          throw invalid("the escalation names the channel \"" + name + "\", which is none");
        }
      }
      before = step.after();
    }
    if (escalation.size() > MOST_STEPS) {
      throw invalid("steps of the escalation are %d at most".formatted(MOST_STEPS));
    }
  }

  /**
   * Reads the policy; {@link #NOBODY} where neither variable is set.
   *
   * @throws VigieException {@code SETTING_INVALID} if the JSON is not of this form
   */
  public static AlertPolicy fromEnvironment(Map<String, String> environment) {
    return SettingsJson.find(environment, VARIABLE, FILE_VARIABLE)
        .map(json -> json.as(AlertPolicy.class))
        .orElse(NOBODY);
  }

  /**
   * Reads the policy's JSON.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  public static AlertPolicy parse(String json) {
    return new SettingsJson(VARIABLE, json).as(AlertPolicy.class);
  }

  private static void check(String name, String value, Pattern form) {
    if (!form.matcher(value).matches()) {
      throw invalid("%s is not of the form %s: %s".formatted(name, form.pattern(), value));
    }
  }

  static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }

  /**
   * Whom to tell what is broken and nobody acknowledged.
   *
   * @param after so long after it was told; 1 minute to 7 days
   * @param channels by their names, at least one
   */
  public record Escalation(Duration after, List<String> channels) {
    /** Refuses what is out of range, with {@code SETTING_INVALID}. */
    @JsonCreator
    public Escalation(@Nullable Duration after, @Nullable List<String> channels) {
      this.after = Objects.requireNonNullElse(after, Duration.ZERO);
      this.channels = List.copyOf(Objects.requireNonNullElse(channels, List.of()));
      Damping.checkRange("escalation.after", this.after, Duration.ofMinutes(1), Damping.WEEK);
      if (this.channels.isEmpty()) {
        throw invalid("a step of the escalation names no channel");
      }
    }
  }
}
