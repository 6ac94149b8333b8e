package dev.vigie.cli;

import dev.vigie.aws.BucketExpiry;
import dev.vigie.catalog.Catalog;
import dev.vigie.config.Tier;
import dev.vigie.report.Text;
import dev.vigie.retention.Decision;
import dev.vigie.retention.LifecycleRules;
import dev.vigie.retention.Retention;
import dev.vigie.storage.ObjectStore;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code vigie retention}: how long backups are kept. */
@Command(
    name = "retention",
    description = "How long backups are kept.",
    subcommands = {RetentionCommand.Explain.class})
final class RetentionCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }

  /** {@code vigie retention explain}. */
  @Command(
      name = "explain",
      description = {
        "Tell when S3 will expire each backup, and why.",
        "By the bucket's own lifecycle rules, and the backups' own tags."
      })
  static final class Explain implements Callable<Integer> {
    @Mixin private RemoteOptions remote = new RemoteOptions();
    @Mixin private BucketOptions bucket = new BucketOptions();
    @Mixin private DatabaseFilter filter = new DatabaseFilter();
    @Mixin private OutputOptions output = new OutputOptions();

    /** A line: of a backup that is held there is no expiry. */
    record Line(
        String backupId,
        String cluster,
        String database,
        Tier tier,
        boolean verified,
        boolean held,
        Optional<Instant> expires,
        String reason) {}

    @Override
    public Integer call() {
      try (ObjectStore store = bucket.open(remote)) {
        LifecycleRules rules = rules(BucketExpiry.read(bucket.settings()));
        List<Line> lines = lines(store, rules);
        output.print(
            lines,
            lines.isEmpty()
                ? "The bucket " + store.bucket() + " holds no such backup."
                : table(lines));
        return 0;
      }
    }

    /** Where nothing is deleted for good, what is hidden stays as long as can be told. */
    private static LifecycleRules rules(BucketExpiry expiry) {
      Map<Tier, Integer> days = new EnumMap<>(Tier.class);
      for (Tier tier : Tier.values()) {
        Optional.ofNullable(expiry.daysByTier().get(tier.name().toLowerCase(Locale.ROOT)))
            .ifPresent(number -> days.put(tier, number));
      }
      return new LifecycleRules(days, expiry.hiddenDays().orElse(Integer.MAX_VALUE));
    }

    private List<Line> lines(ObjectStore store, LifecycleRules rules) {
      return filter
          .of(new Catalog(store))
          .flatMap(
              each ->
                  new Retention(store)
                      .explain(each.cluster(), each.database(), rules).stream()
                          .map(decision -> line(each, decision)))
          .toList();
    }

    private static Line line(DatabaseFilter.Chosen of, Decision decision) {
      return new Line(
          decision.backup().id().value(),
          of.cluster(),
          of.database(),
          decision.tier(),
          decision.backup().verified(),
          decision.held(),
          decision.expires(),
          decision.reason());
    }

    private static String table(List<Line> lines) {
      return Text.table(
          List.of("BACKUP", "CLUSTER", "DATABASE", "TIER", "VERIFIED", "EXPIRES", "WHY"),
          lines.stream()
              .map(
                  line ->
                      List.of(
                          line.backupId(),
                          Text.name(line.cluster()),
                          Text.name(line.database()),
                          line.tier().name().toLowerCase(Locale.ROOT),
                          line.verified() ? "yes" : "",
                          expiry(line),
                          line.reason()))
              .toList());
    }

    private static String expiry(Line line) {
      if (line.held()) {
        return "not while held";
      }
      return line.expires().map(Instant::toString).orElse("never");
    }
  }
}
