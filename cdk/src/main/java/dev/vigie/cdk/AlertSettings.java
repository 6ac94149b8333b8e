package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Who hears of alarms, and of what is found by looking.
 *
 * @param emails addresses; each gets a message that asks to confirm the subscription
 * @param secrets names of secrets that are made empty, for the webhooks of channels to be put in by
 *     hand: 1 to 30 lower-case letters, digits and hyphens, a letter first
 * @param routing who is told what of health, and when
 */
public record AlertSettings(List<String> emails, List<String> secrets, AlertRouting routing) {
  private static final String PATH = "vigie.ops.alerts";
  // Enough to find a slip of the pen; whether the address exists, its confirmation tells.
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@,<>\"]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}");
  private static final Pattern SECRET = Pattern.compile("[a-z][a-z0-9-]{0,29}");

  /** Refuses what is no address or no name, and what is named twice, by {@code SETTING_INVALID}. */
  public AlertSettings {
    emails = checked("emails", emails, EMAIL, "an e-mail address, such as ops@example.org");
    secrets =
        checked(
            "secrets",
            secrets,
            SECRET,
            "1 to 30 lower-case letters, digits and hyphens, beginning with a letter");
  }

  /** Where nobody is told of health. */
  AlertSettings(List<String> emails, List<String> secrets) {
    this(emails, secrets, AlertRouting.NOBODY);
  }

  /** The names of all secrets that are to be made, each once. */
  Set<String> allSecrets() {
    var names = new TreeSet<>(secrets);
    names.addAll(routing.secrets());
    return names;
  }

  /**
   * Reads who hears of alarms; nobody where nothing is set.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static AlertSettings from(ContextObject alerts) {
    var known = new TreeSet<>(AlertRouting.KEYS);
    known.addAll(Set.of("emails", "secrets"));
    alerts.refuseOthersThan(known);
    var emails = alerts.texts("emails").orElse(List.of());
    return new AlertSettings(
        emails,
        alerts.texts("secrets").orElse(List.of()),
        AlertRouting.from(alerts, !emails.isEmpty()));
  }

  private static List<String> checked(
      String key, List<String> values, Pattern pattern, String right) {
    var seen = new HashSet<String>();
    for (var value : values) {
      if (!pattern.matcher(value).matches()) {
        throw ContextObject.refused(
            "%s.%s holds '%s'; each must be %s.".formatted(PATH, key, value, right));
      }
      if (!seen.add(value)) {
        throw ContextObject.refused(
            "%s.%s holds '%s' twice; each must be there once.".formatted(PATH, key, value));
      }
    }
    return List.copyOf(values);
  }
}
