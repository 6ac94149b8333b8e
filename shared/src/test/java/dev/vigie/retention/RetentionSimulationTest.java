package dev.vigie.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three years of nightly backups with failures, under the policy and S3's rules as documented. The
 * golden file holds what is stored at each month's end; it is written anew with {@code
 * -Dvigie.golden.update}.
 */
class RetentionSimulationTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/vigie/retention/three-years.csv");
  private static final LocalDate FROM = LocalDate.of(2026, 11, 23);
  private static final int DAYS = 3 * 365 + 1;
  private static final LifecycleRules RULES =
      new LifecycleRules(
          Map.of(Tier.DAILY, 14, Tier.WEEKLY, 60, Tier.MONTHLY, 400, Tier.YEARLY, 2_600), 7);
  private static final RetentionPolicy POLICY =
      new RetentionPolicy(RULES, Set.of(Tier.DAILY, Tier.WEEKLY, Tier.MONTHLY, Tier.YEARLY));

  private final Map<String, KeptBackup> visible = new HashMap<>();
  private final Map<String, Instant> hidden = new HashMap<>();
  private final Map<YearMonth, KeptBackup> monthsFirstVerified = new HashMap<>();
  private Optional<KeptBackup> newestVerified = Optional.empty();

  @Test
  void threeYears_areStoredAsTheGoldenFileSays() throws IOException {
    List<String> lines = new ArrayList<>(List.of("day,daily,weekly,monthly,yearly,hidden"));
    Random random = new Random(20_261_123);
    for (int day = 0; day < DAYS; day++) {
      night(FROM.plusDays(day), random, 0.05, 0.1);
      if (FROM.plusDays(day + 1L).getDayOfMonth() == 1) {
        lines.add(FROM.plusDays(day) + counts());
      }
    }
    String text = String.join("\n", lines) + "\n";
    if (System.getProperty("vigie.golden.update") != null) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
  }

  /** From days without a failure to a database that is backed up one night in five. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.05, 0.3, 0.8})
  void verifiedBackup_asYoungAsPossible_isAlwaysThere(double failures) {
    for (long seed = 0; seed < 20; seed++) {
      RetentionSimulationTest run = new RetentionSimulationTest();
      Random random = new Random(seed);
      for (int day = 0; day < DAYS; day++) {
        run.night(FROM.plusDays(day), random, failures, failures);
        run.check(FROM.plusDays(day), failures);
      }
    }
  }

  /** One night: perhaps a backup, perhaps its proof, the policy, and then S3 at midnight. */
  private void night(LocalDate day, Random random, double failing, double unproved) {
    boolean outage = failing > 0 && day.getDayOfYear() % 90 < 20 && day.getYear() == 2027;
    if (!outage && random.nextDouble() >= failing) {
      KeptBackup made =
          RetentionPolicyTest.backup(
              day + "T02:00:00Z", scheduled(day), random.nextDouble() >= unproved);
      visible.put(made.id().value(), made);
      if (made.verified()) {
        newestVerified = Optional.of(made);
        monthsFirstVerified.putIfAbsent(YearMonth.from(day), made);
      }
    }
    Set<String> held = new HashSet<>();
    for (Decision decision : POLICY.decide(List.copyOf(visible.values()))) {
      KeptBackup backup = decision.backup();
      assertThat(decision.tier()).isGreaterThanOrEqualTo(backup.tier());
      visible.put(
          backup.id().value(),
          new KeptBackup(
              backup.id(), backup.at(), backup.stored(), decision.tier(), backup.verified()));
      if (decision.held()) {
        held.add(backup.id().value());
      }
    }
    expire(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(), held);
  }

  private void expire(Instant midnight, Set<String> held) {
    visible
        .values()
        .removeIf(
            backup -> {
              boolean due =
                  !held.contains(backup.id().value())
                      && RULES
                          .hiddenAt(backup.stored(), backup.tier())
                          .filter(at -> !at.isAfter(midnight))
                          .isPresent();
              if (due) {
                hidden.put(backup.id().value(), midnight);
              }
              return due;
            });
    hidden.values().removeIf(since -> !RULES.deletedAt(since).isAfter(midnight));
  }

  private void check(LocalDate day, double failures) {
    assertThat(visible.values().stream().filter(KeptBackup::verified).map(KeptBackup::at))
        .as("the newest verified backup on " + day)
        .containsAll(newestVerified.map(KeptBackup::at).stream().toList());
    Instant now = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    monthsFirstVerified.forEach(
        (month, backup) -> {
          if (now.isBefore(backup.stored().plus(Duration.ofDays(400)))) {
            assertThat(visible.values())
                .as("on %s of %s, %s failing", day, month, failures)
                .anyMatch(
                    kept ->
                        kept.verified()
                            && YearMonth.from(kept.at().atZone(ZoneOffset.UTC)).equals(month));
          }
        });
    // 15 nights, 9 weeks, 14 months, 4 years, what the policy took beside an unproved one, and the
    // held one.
    assertThat(visible).hasSizeLessThanOrEqualTo(2 * (15 + 9 + 14 + 4) + 1);
  }

  /** As a schedule of all tiers gives them. */
  private static Tier scheduled(LocalDate day) {
    if (day.getDayOfYear() == 1) {
      return Tier.YEARLY;
    }
    if (day.getDayOfMonth() == 1) {
      return Tier.MONTHLY;
    }
    return day.getDayOfWeek().getValue() == 7 ? Tier.WEEKLY : Tier.DAILY;
  }

  private String counts() {
    return Stream.concat(
            Stream.of(Tier.values())
                .map(tier -> visible.values().stream().filter(each -> each.tier() == tier).count()),
            Stream.of((long) hidden.size()))
        .map(count -> String.format(Locale.ROOT, ",%d", count))
        .collect(Collectors.joining());
  }
}
