package dev.vigie.fleet;

import dev.vigie.config.FleetSettings;
import dev.vigie.config.ScheduleExpression;
import dev.vigie.config.Tier;
import dev.vigie.storage.JsonDocuments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A fleet that is backed up each night, for days in which all goes wrong that can, and a last day
 * in which nothing does.
 *
 * @param databases how many, ten on a machine
 * @param days with faults
 * @param seed of all luck
 */
record FleetSimulation(int databases, int days, long seed) {
  private static final int PER_NODE = 10;
  private static final Duration RPO = Duration.ofHours(26);
  private static final Instant START = Instant.parse("2026-10-20T12:00:00Z");

  /** Reconcile looks each quarter of an hour, and a look may fail, or be lost. */
  private static final Duration PATIENCE = Duration.ofHours(2);

  /**
   * What came of it.
   *
   * @param violations what should not have happened, a sentence each
   * @param figures by name
   * @param ends how operations ended
   * @param callsPerDay of AWS's APIs, each day's mean
   */
  record Result(
      List<String> violations,
      Map<String, Long> figures,
      Map<String, Integer> ends,
      Map<String, Long> callsPerDay) {}

  /** Lets it all happen. */
  Result run(Path slots) throws IOException {
    FleetWorld world = new FleetWorld(seed, START, fleet(), slots);
    world.plan(days);
    Instant faults = START.plus(Duration.ofDays(days));
    for (Instant hour = START; hour.isBefore(faults); hour = hour.plus(Duration.ofHours(1))) {
      world.agenda.passUntil(hour);
      world.ledger.checkAlerts(RPO, PATIENCE, hour);
      Instant day = hour.minus(Duration.ofDays(1));
      if (day.isAfter(START)) {
        world.checkAsked(day.minus(Duration.ofHours(1)), day);
      }
    }
    Map<String, Long> calls = new TreeMap<>();
    world.ledger.calls().forEach((name, count) -> calls.put(name, count / days));
    world.recover(Duration.ofDays(1));
    world.agenda.passUntil(faults.plus(Duration.ofDays(1)));
    world.checkEnded(faults.minus(Duration.ofDays(5)), world.agenda.now());
    return result(world, calls);
  }

  private Result result(FleetWorld world, Map<String, Long> calls) {
    int most =
        StreamSupport.stream(world.nodes.machines().spliterator(), false)
            .mapToInt(FleetNodes.Machine::mostWorking)
            .max()
            .orElse(0);
    if (most > FleetNodes.SLOTS) {
      world.ledger.violation("a machine made " + most + " backups at once");
    }
    Map<String, Long> figures = new LinkedHashMap<>();
    figures.put("databases", (long) databases);
    figures.put("nodes", (long) fleet().clusters().size());
    figures.put("days", (long) days);
    figures.put("backups", world.ledger.ends().values().stream().mapToLong(each -> each).sum());
    figures.put("missed_and_made_up_for", world.ledger.missed());
    figures.put("overdue_database_hours", world.ledger.overdueHours());
    figures.put("most_at_once_on_a_node", (long) most);
    Map<String, Integer> ends = new TreeMap<>();
    world.ledger.ends().forEach((status, count) -> ends.put(status.name(), count));
    return new Result(world.ledger.violations(), figures, ends, calls);
  }

  private FleetSettings fleet() {
    FleetSettings.Schedule nightly =
        new FleetSettings.Schedule(
            "nightly",
            new ScheduleExpression("cron(30 0 * * ? *)"),
            ZoneId.of("Europe/Paris"),
            List.of(Tier.values()),
            Duration.ofHours(3));
    List<FleetSettings.Cluster> clusters =
        IntStream.range(0, Math.ceilDiv(databases, PER_NODE))
            .mapToObj(cluster -> cluster(cluster, nightly))
            .toList();
    return new FleetSettings(clusters, Duration.ofHours(6), Duration.ofHours(12));
  }

  private FleetSettings.Cluster cluster(int number, FleetSettings.Schedule schedule) {
    return new FleetSettings.Cluster(
        "cluster-" + number,
        "database-" + number,
        IntStream.range(number * PER_NODE, Math.min(databases, (number + 1) * PER_NODE))
            .mapToObj(each -> new FleetSettings.Database("db" + each, RPO, List.of(schedule)))
            .toList());
  }

  /** The program of {@code bench/fleet}: databases, days, seed; prints the result as JSON. */
  public static void main(String[] arguments) throws IOException {
    FleetSimulation simulation =
        new FleetSimulation(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Long.parseLong(arguments[2]));
    Path slots = Files.createTempDirectory("vigie-fleet");
    Result result;
    try {
      result = simulation.run(slots);
    } finally {
      delete(slots);
    }
    IO.println(new String(JsonDocuments.bytes(result), StandardCharsets.UTF_8));
    if (!result.violations().isEmpty()) {
      System.exit(1);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
