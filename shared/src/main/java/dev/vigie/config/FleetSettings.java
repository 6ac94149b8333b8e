package dev.vigie.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The clusters that Vigie looks after, where each is, and what was promised of its databases. Read
 * from the JSON in {@value #VARIABLE}; an unknown or missing field is refused.
 *
 * @param clusters at least one, no name twice
 * @param backupTimeout after which a backup counts as lost; 1 minute to 48 hours, which is the
 *     longest that SSM lets a command run
 * @param restoreTimeout the same for a restore
 * @param drills where backups are proved; null if they are not
 */
public record FleetSettings(
    List<Cluster> clusters,
    Duration backupTimeout,
    Duration restoreTimeout,
    @Nullable Drills drills) {
  /** The environment variable. */
  public static final String VARIABLE = "VIGIE_FLEET";

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(2);

  /** Refuses settings outside their ranges, with {@code SETTING_INVALID}. */
  @JsonCreator
  public FleetSettings(
      @Nullable List<Cluster> clusters,
      @Nullable Duration backupTimeout,
      @Nullable Duration restoreTimeout,
      @Nullable Drills drills) {
    this.drills = drills;
    this.clusters = List.copyOf(Objects.requireNonNullElse(clusters, List.of()));
    this.backupTimeout = Objects.requireNonNullElse(backupTimeout, Duration.ofHours(6));
    this.restoreTimeout = Objects.requireNonNullElse(restoreTimeout, Duration.ofHours(12));
    checkRange("backupTimeout", this.backupTimeout);
    checkRange("restoreTimeout", this.restoreTimeout);
    Set<String> names = new HashSet<>();
    for (Cluster cluster : this.clusters) {
      if (!names.add(cluster.name())) {
        throw invalid("the cluster \"" + cluster.name() + "\" is named twice");
      }
    }
    if (this.clusters.isEmpty()) {
      throw invalid("clusters names no cluster");
    }
  }

  /** A fleet without drills. */
  public FleetSettings(
      @Nullable List<Cluster> clusters,
      @Nullable Duration backupTimeout,
      @Nullable Duration restoreTimeout) {
    this(clusters, backupTimeout, restoreTimeout, null);
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
   * One PostgreSQL server.
   *
   * @param name 1 to 63 bytes
   * @param node where it runs: an EC2 instance id, or {@code local}
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
      Set<String> names = new HashSet<>();
      for (Database database : this.databases) {
        if (!names.add(database.name())) {
          throw invalid("the database \"" + database.name() + "\" is named twice");
        }
      }
    }
  }

  /**
   * One database.
   *
   * @param name 1 to 63 bytes
   * @param rpo recovery point objective: how old its newest backup may be; 1 minute or more
   */
  public record Database(String name, Duration rpo) {
    /** Refuses a database without name or promise, with {@code SETTING_INVALID}. */
    @JsonCreator
    public Database(@Nullable String name, @Nullable Duration rpo) {
      this.name = require("databases.name", name);
      this.rpo = require("databases.rpo", rpo);
      checkName("databases.name", this.name);
      if (this.rpo.compareTo(SHORTEST) < 0) {
        throw invalid("databases.rpo is at least PT1M, and that of \"" + name + "\" is " + rpo);
      }
    }
  }

  /**
   * Reads the settings.
   *
   * @throws VigieException {@code SETTING_INVALID} naming what is wrong
   */
  public static FleetSettings fromEnvironment(Map<String, String> environment) {
    String json = require(VARIABLE, environment.get(VARIABLE));
    try {
      FleetSettings settings =
          JsonMapper.builder()
              .addModule(new JavaTimeModule())
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .build()
              .readValue(json, FleetSettings.class);
      return require(VARIABLE, settings); // JSON's null is none
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof VigieException refused) {
        throw refused;
      }
      throw invalid(VARIABLE + " cannot be read: " + e.getOriginalMessage());
    }
  }

  /** Where backups are proved, if they are. */
  public Optional<Drills> findDrills() {
    return Optional.ofNullable(drills);
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

  private static void checkRange(String key, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw invalid(key + " lies between PT1M and PT48H, and is " + value);
    }
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
