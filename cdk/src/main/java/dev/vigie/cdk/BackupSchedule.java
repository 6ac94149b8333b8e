package dev.vigie.cdk;

import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Tier;
import dev.vigie.error.VigieException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * When a database is backed up, and how long such a backup is kept.
 *
 * @param name 1 to 20 lower-case letters, digits and hyphens
 * @param expression when it fires
 * @param timeZone where it fires then: a name of the IANA time zone database
 * @param tiers how long its backups are kept: each gets the highest of these that it qualifies for
 * @param windowMinutes within how many minutes after its time a backup begins, each database at a
 *     moment of its own, so that a fleet's do not begin at once: 0, at its time, to 1,440
 */
public record BackupSchedule(
    String name,
    ScheduleExpression expression,
    String timeZone,
    List<Tier> tiers,
    int windowMinutes) {
  static final int MAX_WINDOW_MINUTES = 1_440;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,19}");
  private static final Set<String> KEYS =
      Set.of("expression", "timeZone", "tier", "tiers", "windowMinutes");

  /** Takes a copy of the tiers. */
  public BackupSchedule {
    tiers = List.copyOf(tiers);
  }

  /**
   * Reads a schedule.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static BackupSchedule from(String name, ContextObject schedule) {
    var path = schedule.path();
    if (!NAME.matcher(name).matches()) {
      throw ContextObject.refused(
          "%s is named '%s'; a schedule's name must be 1 to 20 lower-case letters, digits and hyphens."
              .formatted(path, name));
    }
    schedule.refuseOthersThan(KEYS);
    var expression =
        schedule
            .text("expression")
            .orElseThrow(
                () ->
                    ContextObject.refused(
                        "%s.expression is missing; it must be rate(…) or cron(…), for example cron(0 2 * * ? *)."
                            .formatted(path)));
    var window = schedule.wholeNumber("windowMinutes").orElse(0);
    ContextObject.checkRange(path + ".windowMinutes", window, 0, MAX_WINDOW_MINUTES, "minutes");
    return new BackupSchedule(
        name,
        ScheduleExpression.parse(path + ".expression", expression),
        schedule.timeZone("timeZone"),
        tiers(path, schedule),
        window);
  }

  /** Whether both fire at the same times, by what is written. */
  boolean coincidesWith(BackupSchedule other) {
    return expression.equals(other.expression) && timeZone.equals(other.timeZone);
  }

  private static List<Tier> tiers(String path, ContextObject schedule) {
    var one = schedule.text("tier");
    var several = schedule.texts("tiers");
    if (one.isPresent() && several.isPresent()) {
      throw ContextObject.refused(
          "%s has a tier and tiers; it must have one of them, and 'tiers' takes several."
              .formatted(path));
    }
    var tiers =
        several
            .map(names -> names.stream().map(name -> tier(path + ".tiers", name)).toList())
            .orElseGet(() -> List.of(tier(path + ".tier", one.orElse("daily"))));
    if (tiers.isEmpty() || Set.copyOf(tiers).size() < tiers.size()) {
      throw ContextObject.refused(
          "%s.tiers is %s; it must name at least one tier, and none twice."
              .formatted(path, several.orElse(List.of())));
    }
    return tiers;
  }

  private static Tier tier(String key, String name) {
    return Arrays.stream(Tier.values())
        .filter(tier -> tier.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ContextObject.refused(
                    "%s is '%s'; it must be 'daily', 'weekly', 'monthly' or 'yearly'."
                        .formatted(key, name)));
  }
}
