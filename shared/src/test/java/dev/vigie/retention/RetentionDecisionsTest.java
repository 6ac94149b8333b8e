package dev.vigie.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the policy decides of databases with a history, and why: of each backup a line of the golden
 * file. The columns up to {@code verified} are what happened, and are written by hand; the others
 * are the decision, and are written anew with {@code -Dvigie.golden.update}.
 */
class RetentionDecisionsTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/dev/vigie/retention/decisions.csv");
  private static final int GIVEN = 4;
  private static final RetentionPolicy POLICY =
      new RetentionPolicy(
          new LifecycleRules(
              Map.of(Tier.DAILY, 14, Tier.WEEKLY, 60, Tier.MONTHLY, 400, Tier.YEARLY, 2_600), 7),
          Set.of(Tier.values()));

  @Test
  void histories_areDecidedAsTheGoldenFileSays() throws IOException {
    List<String> golden = Files.readAllLines(GOLDEN);
    List<String> decided = new ArrayList<>(List.of(golden.getFirst()));
    for (List<String> history : histories(golden)) {
      decided.addAll(decide(history));
    }
    if (System.getProperty("vigie.golden.update") != null) {
      Files.write(GOLDEN, decided);
    }
    assertThat(decided).isEqualTo(Files.readAllLines(GOLDEN));
  }

  /** The lines of each history, whose name they begin with. */
  private static List<List<String>> histories(List<String> golden) {
    Map<String, List<String>> histories = new LinkedHashMap<>();
    for (String line : golden.subList(1, golden.size())) {
      histories
          .computeIfAbsent(line.substring(0, line.indexOf(',')), _ -> new ArrayList<>())
          .add(line);
    }
    return List.copyOf(histories.values());
  }

  private static List<String> decide(List<String> history) {
    Map<KeptBackup, String> given = new LinkedHashMap<>();
    for (String line : history) {
      String[] fields = line.split(",", -1);
      KeptBackup backup =
          RetentionPolicyTest.backup(
              fields[1],
              Tier.valueOf(fields[2].toUpperCase(Locale.ROOT)),
              fields[3].equals("verified"));
      given.put(backup, String.join(",", List.of(fields).subList(0, GIVEN)));
    }
    Map<KeptBackup, Decision> decisions = new LinkedHashMap<>();
    POLICY
        .decide(List.copyOf(given.keySet()))
        .forEach(decision -> decisions.put(decision.backup(), decision));
    return given.entrySet().stream()
        .map(
            each ->
                each.getValue()
                    + ","
                    + describe(Objects.requireNonNull(decisions.get(each.getKey()))))
        .toList();
  }

  private static String describe(Decision decision) {
    return String.join(
        ",",
        decision.tier().name().toLowerCase(Locale.ROOT),
        decision.expires().map(Instant::toString).orElse("held"),
        decision.reason());
  }
}
