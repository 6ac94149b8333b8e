package dev.vigie.retention;

import dev.vigie.config.Tier;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How long each backup of a database is kept. Its schedule gives a backup its tier when it is made;
 * this policy sees what became of that, and sees to it that every week, month and year that has a
 * verified backup keeps one for as long as its tier promises: where the one that was meant for it
 * failed, or was never proved, the first verified one of the same period takes its place. A backup
 * is never kept for less long than before. The newest verified one is held until there is a newer
 * one, so that there always is a backup that was proved.
 *
 * <p>Weeks begin on Sunday and all periods at midnight UTC: S3's days do, too. Pure.
 *
 * @param rules what the bucket makes of a tier
 * @param promised the tiers that the database's schedules give; nothing is promoted to another
 */
public record RetentionPolicy(LifecycleRules rules, Set<Tier> promised) {
  private static final List<Tier> HIGHEST_FIRST = List.of(Tier.YEARLY, Tier.MONTHLY, Tier.WEEKLY);

  /** Takes a copy of the tiers. */
  public RetentionPolicy {
    promised = Set.copyOf(promised);
  }

  /**
   * Decides for all backups of one database.
   *
   * @param backups in any order
   * @return a decision for each, newest first
   */
  public List<Decision> decide(List<KeptBackup> backups) {
    List<KeptBackup> oldestFirst =
        backups.stream()
            .sorted(
                Comparator.comparing(KeptBackup::at).thenComparing(backup -> backup.id().value()))
            .toList();
    Map<KeptBackup, Promotion> promotions = promotions(oldestFirst);
    Optional<KeptBackup> held =
        oldestFirst.reversed().stream().filter(KeptBackup::verified).findFirst();
    return oldestFirst.reversed().stream()
        .map(backup -> decision(backup, promotions.get(backup), held))
        .toList();
  }

  private record Promotion(Tier tier, String reason) {}

  /** The highest tier first: what is kept for a year needs not be kept for its month, too. */
  private Map<KeptBackup, Promotion> promotions(List<KeptBackup> oldestFirst) {
    Map<KeptBackup, Promotion> promotions = new HashMap<>();
    for (Tier tier : HIGHEST_FIRST.stream().filter(promised::contains).toList()) {
      Map<LocalDate, List<KeptBackup>> periods =
          oldestFirst.stream()
              .filter(KeptBackup::verified)
              .collect(
                  Collectors.groupingBy(
                      backup -> periodOf(tier, backup.at()), TreeMap::new, Collectors.toList()));
      periods.forEach(
          (period, ofPeriod) -> {
            if (ofPeriod.stream()
                .noneMatch(backup -> tierOf(backup, promotions).compareTo(tier) >= 0)) {
              promotions.put(
                  ofPeriod.getFirst(),
                  new Promotion(tier, "the first verified backup of " + name(tier, period)));
            }
          });
    }
    return promotions;
  }

  private static Tier tierOf(KeptBackup backup, Map<KeptBackup, Promotion> promotions) {
    Promotion promotion = promotions.get(backup);
    return promotion == null ? backup.tier() : promotion.tier();
  }

  private Decision decision(
      KeptBackup backup, @Nullable Promotion promotion, Optional<KeptBackup> newestVerified) {
    Tier tier = promotion == null ? backup.tier() : promotion.tier();
    boolean held = newestVerified.filter(backup::equals).isPresent();
    String reason =
        promotion == null ? "made as " + tier.name().toLowerCase(Locale.ROOT) : promotion.reason();
    return new Decision(
        backup,
        tier,
        held,
        held ? Optional.empty() : rules.hiddenAt(backup.stored(), tier),
        held ? reason + "; held as the newest verified backup" : reason);
  }

  private static LocalDate periodOf(Tier tier, Instant at) {
    LocalDate day = LocalDate.ofInstant(at, ZoneOffset.UTC);
    return switch (tier) {
      case DAILY -> day;
      case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
      case MONTHLY -> day.withDayOfMonth(1);
      case YEARLY -> day.withDayOfYear(1);
    };
  }

  private static String name(Tier tier, LocalDate period) {
    return switch (tier) {
      case DAILY -> period.toString();
      case WEEKLY -> "the week of " + period;
      case MONTHLY -> period.format(DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH));
      case YEARLY -> String.valueOf(period.getYear());
    };
  }
}
