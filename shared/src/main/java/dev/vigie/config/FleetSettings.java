package dev.vigie.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
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
    @Nullable Drills drills,
    @Nullable Copies copies) {
  /** The environment variable. */
  public static final String VARIABLE = "VIGIE_FLEET";

  /** What begins a cluster's node that is a Lambda function; its name follows. */
  public static final String FUNCTION_PREFIX = "function:";

  /** Names a file with the same JSON. */
  public static final String FILE_VARIABLE = "VIGIE_FLEET_FILE";

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(2);

  /** Refuses settings outside their ranges, with {@code SETTING_INVALID}. */
  @JsonCreator
  public FleetSettings(
      @Nullable List<Cluster> clusters,
      @Nullable Duration backupTimeout,
      @Nullable Duration restoreTimeout,
      @Nullable Drills drills,
      @Nullable Copies copies) {
    this.drills = drills;
    this.copies = copies;
    this.clusters = List.copyOf(Objects.requireNonNullElse(clusters, List.of()));
    this.backupTimeout = Objects.requireNonNullElse(backupTimeout, Duration.ofHours(6));
    this.restoreTimeout = Objects.requireNonNullElse(restoreTimeout, Duration.ofHours(12));
    checkRange("backupTimeout", this.backupTimeout);
    checkRange("restoreTimeout", this.restoreTimeout);
    checkDistinct("cluster", this.clusters.stream().map(Cluster::name).toList());
    if (this.clusters.isEmpty()) {
      throw invalid("clusters names no cluster");
    }
  }

  /** A fleet without copies. */
  public FleetSettings(
      @Nullable List<Cluster> clusters,
      @Nullable Duration backupTimeout,
      @Nullable Duration restoreTimeout,
      @Nullable Drills drills) {
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
   * Where backups are proved.
   *
   * @param node an EC2 instance id, a node's name, or {@code local}
   * @param timeout after which a drill counts as lost; 1 minute to 48 hours, by default 12 hours
   */
  public record Drills(String node, Duration timeout) {
    /** Refuses drills without a node, and times outside their range: {@code SETTING_INVALID}. */
    @JsonCreator
    public Drills(@Nullable String node, @Nullable Duration timeout) {
      this.node = require("drills.node", node);
      this.timeout = Objects.requireNonNullElse(timeout, Duration.ofHours(12));
      checkRange("drills.timeout", this.timeout);
    }
  }

  /**
   * Where backups have a second copy.
   *
   * @param node who copies: an EC2 instance id, a node's name, or {@code local}
   * @param bucket the second bucket's name
   * @param region where it is; null if it is where the first is
   * @param timeout after which a copy counts as lost; 1 minute to 48 hours, by default 12 hours
   */
  public record Copies(String node, String bucket, @Nullable String region, Duration timeout) {
    /** Refuses what is missing or out of its range, with {@code SETTING_INVALID}. */
    @JsonCreator
    public Copies(
        @Nullable String node,
        @Nullable String bucket,
        @Nullable String region,
        @Nullable Duration timeout) {
      this.node = require("copies.node", node);
      this.bucket = require("copies.bucket", bucket);
      this.region = region;
      this.timeout = Objects.requireNonNullElse(timeout, Duration.ofHours(12));
      checkRange("copies.timeout", this.timeout);
    }

    /** Where the second bucket is, if not where the first is. */
    public Optional<String> findRegion() {
      return Optional.ofNullable(region);
    }
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
      this.name = require("clusters.name", name);
      this.node = require("clusters.node", node);
      this.databases = List.copyOf(Objects.requireNonNullElse(databases, List.of()));
      checkName("clusters.name", this.name);
      checkDistinct("database", this.databases.stream().map(Database::name).toList());
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
      this.name = require("databases.name", name);
      this.rpo = require("databases.rpo", rpo);
      this.schedules = List.copyOf(Objects.requireNonNullElse(schedules, List.of()));
      checkName("databases.name", this.name);
      if (this.rpo.compareTo(SHORTEST) < 0) {
        throw invalid("databases.rpo is at least PT1M, and that of \"" + name + "\" is " + rpo);
      }
      checkDistinct("schedule", this.schedules.stream().map(Schedule::name).toList());
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
      this.name = require("schedules.name", name);
      this.expression = require("schedules.expression", expression);
      this.zone = Objects.requireNonNullElse(zone, ZoneOffset.UTC);
      this.tiers = List.copyOf(Objects.requireNonNullElse(tiers, List.of(Tier.DAILY)));
      this.window = Objects.requireNonNullElse(window, Duration.ZERO);
      if (!NAME.matcher(this.name).matches()) {
        throw invalid("schedules.name is of the form " + NAME + ", and \"" + name + "\" is not");
      }
      if (this.tiers.isEmpty() || Set.copyOf(this.tiers).size() < this.tiers.size()) {
        throw invalid("schedules.tiers of \"" + name + "\" names none, or one twice");
      }
      if (this.window.isNegative() || this.window.compareTo(Duration.ofDays(1)) > 0) {
        throw invalid("schedules.window lies between PT0S and PT24H, and is " + this.window);
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
        .orElseThrow(() -> invalid(VARIABLE + " is missing"))
        .as(FleetSettings.class);
  }

  /** Whether a cluster's operations are done by a Lambda function. */
  public boolean hasFunctions() {
    return clusters.stream().anyMatch(cluster -> cluster.node().startsWith(FUNCTION_PREFIX));
  }

  /** Where backups are proved, if they are. */
  public Optional<Drills> findDrills() {
    return Optional.ofNullable(drills);
  }

  /** Where backups have a second copy, if they have. */
  public Optional<Copies> findCopies() {
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

  private static <T> T require(String key, @Nullable T value) {
    if (value == null || value.equals("")) {
      throw invalid(key + " is missing");
    }
    return value;
  }

  /** PostgreSQL's bound on names, by which clusters are called too. */
  private static void checkName(String key, String name) {
    boolean text = UTF_8.newEncoder().canEncode(name) && name.indexOf('\0') < 0;
    if (!text || name.getBytes(UTF_8).length > 63) {
      throw invalid(key + " has 1 to 63 bytes and no NUL, and \"" + name + "\" has not");
    }
  }

  private static void checkDistinct(String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw invalid("the " + what + " \"" + name + "\" is named twice");
      }
    }
  }

  private static void checkRange(String key, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw invalid(key + " lies between PT1M and PT48H, and is " + value);
    }
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
