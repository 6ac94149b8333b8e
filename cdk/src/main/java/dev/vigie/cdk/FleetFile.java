package dev.vigie.cdk;

import dev.vigie.config.FleetSettings;
import dev.vigie.config.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.LayerVersion;
import software.constructs.Construct;

/**
 * The fleet as the functions read it: a file in a layer of theirs, since Lambda's environment holds
 * 4 KB. It is on the disk when a function starts, so that reading it costs no call and no
 * permission, and a function's version never sees another one's fleet.
 */
final class FleetFile {
  /** Where a layer's files are (AWS Lambda Developer Guide, "Layer paths"). */
  static final String PATH = "/opt/vigie/fleet.json";

  /** Where they find what health is held against. */
  static final String HEALTH_PATH = "/opt/vigie/health.json";

  private FleetFile() {}

  /** The layer with this fleet. */
  static LayerVersion layer(Construct scope, Settings settings, OpsNames names) {
    return LayerVersion.Builder.create(scope, "Fleet")
        .description("Vigie: the databases and their schedules")
        .code(Code.fromAsset(write(scope, settings, names).toString()))
        .build();
  }

  /** Each stack's in a directory of its own, beside what else the synthesis makes. */
  private static Path write(Construct scope, Settings settings, OpsNames names) {
    var stack = Stack.of(scope);
    var outdir = Objects.requireNonNull(Stage.of(scope)).getOutdir();
    var root = Path.of(outdir, "fleet." + stack.getArtifactId());
    try {
      var directory = Files.createDirectories(root.resolve("vigie"));
      Files.writeString(
          directory.resolve("fleet.json"),
          stack.resolve(stack.toJsonString(fleet(settings.ops(), names))) + "\n");
      Files.writeString(
          directory.resolve("health.json"),
          stack.resolve(stack.toJsonString(settings.ops().health().json(settings))) + "\n");
      var policy = AlertFile.of(settings.ops().alerts().routing().policy(), names);
      Files.writeString(
          directory.resolve("alerts.json"), stack.resolve(stack.toJsonString(policy)) + "\n");
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException("the fleet's file cannot be written", e);
    }
  }

  /** The JSON that {@link FleetSettings} reads. */
  private static Map<String, Object> fleet(OpsSettings settings, OpsNames names) {
    var fleet = new LinkedHashMap<String, Object>();
    fleet.put("clusters", settings.clusters().stream().map(each -> cluster(each, names)).toList());
    fleet.put("backupTimeout", hours(settings.backupTimeoutHours()));
    fleet.put("restoreTimeout", hours(settings.restoreTimeoutHours()));
    if (settings.drills().enabled()) {
      fleet.put("drills", drills(settings.drills()));
    }
    settings.copies().ifPresent(copies -> fleet.put("copies", copies(copies)));
    return fleet;
  }

  private static Map<String, Object> copies(CopySettings copies) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("node", copies.node());
    fields.put("bucket", copies.bucket());
    copies.region().ifPresent(region -> fields.put("region", region));
    fields.put("timeout", hours(copies.timeoutHours()));
    return fields;
  }

  private static Map<String, Object> drills(DrillSettings drills) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("node", drills.node());
    fields.put("timeout", hours(drills.timeoutHours()));
    fields.put("expression", drills.expression().value());
    fields.put("zone", drills.timeZone());
    fields.put("window", hours(drills.windowHours()));
    fields.put("checks", drills.checks());
    return fields;
  }

  private static Map<String, Object> cluster(BackedUpCluster cluster, OpsNames names) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", cluster.name());
    fields.put(
        "node",
        cluster.function().isPresent()
            ? FleetSettings.FUNCTION_PREFIX + names.of(cluster.node())
            : cluster.node());
    fields.put("databases", cluster.databases().stream().map(FleetFile::database).toList());
    return fields;
  }

  private static Map<String, Object> database(BackedUpDatabase database) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", database.name());
    fields.put("rpo", hours(database.rpoHours()));
    fields.put("schedules", database.schedules().stream().map(FleetFile::schedule).toList());
    return fields;
  }

  private static Map<String, Object> schedule(BackupSchedule schedule) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", schedule.name());
    fields.put("expression", schedule.expression().value());
    fields.put("zone", schedule.timeZone());
    fields.put("tiers", names(schedule.tiers()));
    fields.put("window", "PT" + schedule.windowMinutes() + "M");
    return fields;
  }

  private static List<String> names(List<Tier> tiers) {
    return tiers.stream().map(tier -> tier.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static String hours(int hours) {
    return "PT" + hours + "H";
  }
}
