package dev.vigie.probe;

import dev.vigie.config.Thresholds;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a PostgreSQL server's facts mean. A pure function.
 *
 * @param thresholds from where on it is unwell
 */
public record PostgresJudgement(Thresholds thresholds) {
  private static final double MEBIBYTE = 1024.0 * 1024.0;
  private static final double MILLION = 1e6;
  private static final int PERCENT = 100;

  /** PostgreSQL's words where not even a superuser gets a connection (its proc.c). */
  private static final Pattern NO_CONNECTION =
      Pattern.compile("too many clients|remaining connection slots");

  /**
   * What the facts mean.
   *
   * @param cluster the server's name
   */
  public List<Finding> of(String cluster, PostgresFacts facts) {
    return List.of(
        new Finding(Check.POSTGRES, cluster, Health.OK, ""),
        connections(cluster, facts),
        transactions(cluster, facts),
        replication(cluster, facts));
  }

  /**
   * What the facts mean of the machine, or the function, that the server is reached from.
   *
   * @param cluster the server's name
   */
  List<Finding> of(String cluster, NodeFacts facts) {
    return facts
        .postgres()
        .map(postgres -> of(cluster, postgres))
        .orElseGet(
            () ->
                failed(
                    cluster,
                    facts
                        .unread()
                        .getOrDefault(NodeFacts.POSTGRES, "its machine names no server")));
  }

  /**
   * What it means that no facts came. Only a server that refuses is broken; where the look itself
   * failed, nothing is known.
   */
  public static List<Finding> failed(String cluster, VigieException failure) {
    return failed(cluster, failure.code() + ": " + failure.getMessage());
  }

  /** As above, by the code and the words of the failure. */
  static List<Finding> failed(String cluster, String why) {
    if (NO_CONNECTION.matcher(why).find()) {
      return instead(cluster, Check.CONNECTIONS, Health.FAIL, "every connection is taken", why);
    }
    return why.startsWith(ErrorCode.DATABASE_UNAVAILABLE.name())
        ? instead(cluster, Check.POSTGRES, Health.FAIL, why, "PostgreSQL does not answer")
        : Judged.unknown(NodeJudgement.SERVER, cluster, why);
  }

  /** One check that says what is broken, and the others, which could not look for it. */
  private static List<Finding> instead(
      String cluster, Check broken, Health health, String reason, String others) {
    return NodeJudgement.SERVER.stream()
        .map(
            check ->
                check == broken
                    ? new Finding(check, cluster, health, reason)
                    : new Finding(check, cluster, Health.UNKNOWN, others, Optional.of(broken)))
        .toList();
  }

  private Finding connections(String cluster, PostgresFacts facts) {
    int most = Math.max(1, facts.mostConnections());
    double percent = facts.connections() * (double) PERCENT / most;
    Health health = Judged.rising(percent, thresholds.connectionsPercent());
    String reason = "%d of %d connections are taken".formatted(facts.connections(), most);
    return new Finding(Check.CONNECTIONS, cluster, health, health == Health.OK ? "" : reason);
  }

  private Finding transactions(String cluster, PostgresFacts facts) {
    double millions = facts.transactionAge() / MILLION;
    Health health = Judged.rising(millions, thresholds.transactionAgeMillions());
    String reason =
        String.format(
            Locale.ROOT,
            "the oldest transaction id of database %s lies %.0f million transactions back",
            facts.oldest(),
            millions);
    return new Finding(Check.TRANSACTION_AGE, cluster, health, health == Health.OK ? "" : reason);
  }

  private Finding replication(String cluster, PostgresFacts facts) {
    List<Finding> behind = new ArrayList<>();
    facts.replicas().forEach(each -> lag(behind, cluster, "replica " + each.name(), each.behind()));
    for (PostgresFacts.Slot slot : facts.slots()) {
      if (!slot.active()) {
        Health lag = lag(slot.kept());
        behind.add(
            new Finding(
                Check.REPLICATION,
                cluster,
                lag == Health.FAIL ? lag : Health.WARN,
                String.format(
                    Locale.ROOT,
                    "nobody reads from slot %s, for which %.0f MiB of WAL are kept",
                    slot.name(),
                    slot.kept() / MEBIBYTE)));
      }
    }
    facts
        .replay()
        .ifPresent(
            replay -> {
              lag(behind, cluster, "this server", replay.behind());
              if (!replay.receiving()) {
                behind.add(
                    new Finding(
                        Check.REPLICATION, cluster, Health.FAIL, "it receives no WAL to replay"));
              }
            });
    return Judged.worst(Check.REPLICATION, cluster, behind);
  }

  private void lag(List<Finding> behind, String cluster, String who, long bytes) {
    Health health = lag(bytes);
    if (health != Health.OK) {
      String reason =
          String.format(Locale.ROOT, "%s is %.0f MiB of WAL behind", who, bytes / MEBIBYTE);
      behind.add(new Finding(Check.REPLICATION, cluster, health, reason));
    }
  }

  private Health lag(long bytes) {
    return Judged.rising(bytes / MEBIBYTE, thresholds.replicationMebibytes());
  }
}
