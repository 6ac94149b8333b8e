package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The clusters that Vigie looks after, where each is, and what was promised of its databases. Read
 * from the JSON in {@value #VARIABLE}, or in the file that {@value #FILE_VARIABLE} names: Lambda's
 * environment holds 4 KB, which is some fifty databases. An unknown or missing field is refused.
 *
 * @param clusters at least one, no name twice
 * @param backupTimeout after which a backup counts as lost; 1 minute to 48 hours, which is the
 *     longest that SSM lets a command run
 * @param restoreTimeout the same for a restore
 * @param drills where backups are proved; null if they are not
 * @param copies where backups have a second copy; null if they have none
 */
public record FleetSettings(
    List<Cluster> clusters,
    Duration backupTimeout,
    Duration restoreTimeout,
    @Nullable FleetDrills drills,
    @Nullable FleetCopies copies) {
  /** The environment variable. */
  public static final String VARIABLE = "VIGIE_FLEET";

  /** What begins a cluster's node that is a Lambda function; its name follows. */
  public static final String FUNCTION_PREFIX = "function:";

  /** Names a file with the same JSON. */
  public static final String FILE_VARIABLE = "VIGIE_FLEET_FILE";

  /** Refuses settings outside their ranges, with {@code SETTING_INVALID}. */
  @JsonCreator
  public FleetSettings(
      @Nullable List<Cluster> clusters,
      @Nullable Duration backupTimeout,
      @Nullable Duration restoreTimeout,
      @Nullable FleetDrills drills,
      @Nullable FleetCopies copies) {
    this.drills = drills;
    this.copies = copies;
    this.clusters = List.copyOf(Objects.requireNonNullElse(clusters, List.of()));
    this.backupTimeout = Objects.requireNonNullElse(backupTimeout, Duration.ofHours(6));
    this.restoreTimeout = Objects.requireNonNullElse(restoreTimeout, Duration.ofHours(12));
    FleetBounds.checkTimeout("backupTimeout", this.backupTimeout);
    FleetBounds.checkTimeout("restoreTimeout", this.restoreTimeout);
    FleetBounds.checkDistinct("cluster", this.clusters.stream().map(Cluster::name).toList());
    if (this.clusters.isEmpty()) {
      throw FleetBounds.invalid("clusters names no cluster");
    }
  }

  /** A fleet without copies. */
  public FleetSettings(
      @Nullable List<Cluster> clusters,
      @Nullable Duration backupTimeout,
      @Nullable Duration restoreTimeout,
      @Nullable FleetDrills drills) {
    this(clusters, backupTimeout, restoreTimeout, drills, null);
  }

  /** A fleet without drills and copies. */
  public FleetSettings(
      @Nullable List<Cluster> clusters,
      @Nullable Duration backupTimeout,
      @Nullable Duration restoreTimeout) {
    this(clusters, backupTimeout, restoreTimeout, null, null);
  }

  /**
   * One PostgreSQL server.
   *
   * @param name 1 to 63 bytes
   * @param node who does its operations: a machine's name, an EC2 instance id, {@code local}, or
   *     {@value #FUNCTION_PREFIX} with a Lambda function's name
   * @param databases of which something was promised
   */
  public record Cluster(String name, String node, List<Database> databases) {
    /** Refuses a cluster without name or node, with {@code SETTING_INVALID}. */
    @JsonCreator
    public Cluster(
        @Nullable String name, @Nullable String node, @Nullable List<Database> databases) {
      this.name = FleetBounds.required("clusters.name", name);
      this.node = FleetBounds.required("clusters.node", node);
      this.databases = List.copyOf(Objects.requireNonNullElse(databases, List.of()));
      FleetBounds.checkName("clusters.name", this.name);
      FleetBounds.checkDistinct("database", this.databases.stream().map(Database::name).toList());
    }
  }

  /**
   * One database.
   *
   * @param name 1 to 63 bytes
   * @param rpo recovery point objective: how old its newest backup may be; 1 minute or more
   * @param schedules when it is backed up; none if others see to that
   */
  public record Database(String name, Duration rpo, List<Schedule> schedules) {
    /** Refuses a database without name or promise, with {@code SETTING_INVALID}. */
    @JsonCreator
    public Database(
        @Nullable String name, @Nullable Duration rpo, @Nullable List<Schedule> schedules) {
      this.name = FleetBounds.required("databases.name", name);
      this.rpo = FleetBounds.required("databases.rpo", rpo);
      this.schedules = List.copyOf(Objects.requireNonNullElse(schedules, List.of()));
      FleetBounds.checkName("databases.name", this.name);
      if (this.rpo.compareTo(FleetBounds.SHORTEST) < 0) {
        throw FleetBounds.invalid(
            "databases.rpo is at least PT1M, and that of \"" + name + "\" is " + rpo);
      }
      FleetBounds.checkDistinct("schedule", this.schedules.stream().map(Schedule::name).toList());
    }

    /** A database whose backups others see to. */
    public Database(String name, Duration rpo) {
      this(name, rpo, List.of());
    }
  }

  /**
   * When a database is backed up.
   *
   * @param name 1 to 20 lower-case letters, digits and hyphens
   * @param expression when it fires
   * @param zone where it fires then; UTC if none is given
   * @param tiers how long its backups are kept: each gets the highest of these that it qualifies
   *     for, and the lowest in any case; daily alone if none is given
   * @param window within how long after its time a backup begins, each database at a moment of its
   *     own; 0 to 24 hours
   */
  public record Schedule(
      String name, ScheduleExpression expression, ZoneId zone, List<Tier> tiers, Duration window) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,19}");

    /** Refuses what is missing or out of its range, with {@code SETTING_INVALID}. */
    @JsonCreator
    public Schedule(
        @Nullable String name,
        @Nullable ScheduleExpression expression,
        @Nullable ZoneId zone,
        @Nullable List<Tier> tiers,
        @Nullable Duration window) {
      this.name = FleetBounds.required("schedules.name", name);
      this.expression = FleetBounds.required("schedules.expression", expression);
      this.zone = Objects.requireNonNullElse(zone, ZoneOffset.UTC);
      this.tiers = List.copyOf(Objects.requireNonNullElse(tiers, List.of(Tier.DAILY)));
      this.window = Objects.requireNonNullElse(window, Duration.ZERO);
      if (!NAME.matcher(this.name).matches()) {
        throw FleetBounds.invalid(
            "schedules.name is of the form " + NAME + ", and \"" + name + "\" is not");
      }
      if (this.tiers.isEmpty() || Set.copyOf(this.tiers).size() < this.tiers.size()) {
        throw FleetBounds.invalid("schedules.tiers of \"" + name + "\" names none, or one twice");
      }
      if (this.window.isNegative() || this.window.compareTo(Duration.ofDays(1)) > 0) {
        throw FleetBounds.invalid(
            "schedules.window lies between PT0S and PT24H, and is " + this.window);
      }
    }
  }

  /**
   * Reads the settings.
   *
   * @throws VigieException {@code SETTING_INVALID} naming what is wrong
   */
  public static FleetSettings fromEnvironment(Map<String, String> environment) {
    return SettingsJson.find(environment, VARIABLE, FILE_VARIABLE)
        .orElseThrow(() -> FleetBounds.invalid(VARIABLE + " is missing"))
        .as(FleetSettings.class);
  }

  /** Whether a cluster's operations are done by a Lambda function. */
  public boolean hasFunctions() {
    return clusters.stream().anyMatch(cluster -> cluster.node().startsWith(FUNCTION_PREFIX));
  }

  /** Where backups are proved, if they are. */
  public Optional<FleetDrills> findDrills() {
    return Optional.ofNullable(drills);
  }

  /** Where backups have a second copy, if they have. */
  public Optional<FleetCopies> findCopies() {
    return Optional.ofNullable(copies);
  }

  /** The cluster of that name. */
  public Optional<Cluster> cluster(String name) {
    return clusters.stream().filter(cluster -> cluster.name().equals(name)).findFirst();
  }

  /**
   * The cluster of that name.
   *
   * @throws VigieException {@code REQUEST_INVALID} if there is none
   */
  public Cluster require(String name) {
    return cluster(name)
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.REQUEST_INVALID,
                    "there is no cluster \"%s\"; there are %s"
                        .formatted(name, clusters.stream().map(Cluster::name).toList())));
  }
}
