package dev.vigie.functions;

import dev.vigie.aws.CommandDocument;
import dev.vigie.aws.NodeAddresses;
import dev.vigie.config.FleetSettings;
import dev.vigie.config.FunctionVariables;
import dev.vigie.config.HealthSettings;
import dev.vigie.config.MetricNames;
import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the functions are told by their environment.
 *
 * @param storage the bucket
 * @param fleet the clusters
 * @param nodes how runners are started
 * @param metricsNamespace of the metrics in CloudWatch
 * @param perDatabase whether metrics are of each database, and not of all together
 * @param eventBus the name of the bus that hears of outcomes; empty if none does
 * @param backupQueue the URL of the queue through which a fleet's backups are begun; empty if there
 *     is none
 * @param health what health is held against
 * @param probeDocument the SSM document that prints a machine's facts; empty if none does
 */
record FunctionSettings(
    S3Settings storage,
    FleetSettings fleet,
    Nodes nodes,
    String metricsNamespace,
    boolean perDatabase,
    Optional<String> eventBus,
    Optional<String> backupQueue,
    HealthSettings health,
    Optional<String> probeDocument) {
  private static final Pattern BUS = Pattern.compile("[A-Za-z0-9_./-]{1,256}");

  static final String NODES_VARIABLE = "VIGIE_NODE_COMMANDS";
  static final String DOCUMENT_VARIABLE = FunctionVariables.DOCUMENT;
  static final String CANCEL_VARIABLE = FunctionVariables.CANCEL_DOCUMENT;
  static final String LOG_GROUP_VARIABLE = FunctionVariables.LOG_GROUP;
  static final String ADDRESSES_VARIABLE = FunctionVariables.NODES;
  static final String DELIVERY_VARIABLE = "VIGIE_SSM_DELIVERY_TIMEOUT";
  static final String LAUNCHER_VARIABLE = "VIGIE_LOCAL_LAUNCHER";
  static final String STATE_VARIABLE = "VIGIE_LOCAL_STATE";

  /** The node was there a moment ago; what it does not take soon, {@code Reconcile} ends. */
  private static final Duration DELIVERY = Duration.ofMinutes(10);

  /** How runners are started. */
  sealed interface Nodes {}

  /**
   * By SSM Run Command.
   *
   * @param document what is sent
   * @param addresses where names of nodes are looked up
   */
  record Ssm(CommandDocument document, Optional<NodeAddresses> addresses) implements Nodes {}

  /**
   * As processes on this machine.
   *
   * @param launcher the {@code vigie} program, an absolute path
   * @param state the directory that remembers commands, an absolute path
   */
  record Local(Path launcher, Path state) implements Nodes {
    /** Refuses relative paths, with {@code SETTING_INVALID}: a function has no place of its own. */
    Local {
      check(LAUNCHER_VARIABLE, launcher);
      check(STATE_VARIABLE, state);
    }

    private static void check(String variable, Path path) {
      if (!path.isAbsolute()) {
        throw invalid(variable + " is no absolute path: " + path);
      }
    }
  }

  /**
   * Reads the settings. An empty variable counts as absent.
   *
   * @throws VigieException {@code SETTING_INVALID} naming the variable that is missing or wrong
   */
  static FunctionSettings fromEnvironment(Map<String, String> environment) {
    return new FunctionSettings(
        S3Settings.fromEnvironment(environment),
        FleetSettings.fromEnvironment(environment),
        nodes(environment),
        find(environment, FunctionVariables.METRICS).orElse(MetricNames.NAMESPACE),
        perDatabase(environment),
        find(environment, FunctionVariables.EVENT_BUS).map(FunctionSettings::bus),
        find(environment, FunctionVariables.BACKUP_QUEUE),
        HealthSettings.fromEnvironment(environment),
        find(environment, FunctionVariables.PROBE_DOCUMENT));
  }

  private static boolean perDatabase(Map<String, String> environment) {
    String watch = find(environment, FunctionVariables.WATCH).orElse("databases");
    return switch (watch) {
      case "databases" -> true;
      case FunctionVariables.WATCH_FLEET -> false;
      default ->
          throw invalid(
              FunctionVariables.WATCH + " is databases or fleet, and not \"" + watch + "\"");
    };
  }

  /** EventBridge API Reference, "CreateEventBus", Name. */
  private static String bus(String name) {
    if (!BUS.matcher(name).matches()) {
      throw invalid(FunctionVariables.EVENT_BUS + " is not of the form " + BUS.pattern());
    }
    return name;
  }

  private static Nodes nodes(Map<String, String> environment) {
    String kind = find(environment, NODES_VARIABLE).orElse("ssm");
    return switch (kind) {
      case "ssm" ->
          new Ssm(
              new CommandDocument(
                  require(environment, DOCUMENT_VARIABLE),
                  require(environment, CANCEL_VARIABLE),
                  find(environment, DELIVERY_VARIABLE)
                      .map(FunctionSettings::duration)
                      .orElse(DELIVERY),
                  find(environment, LOG_GROUP_VARIABLE)),
              find(environment, ADDRESSES_VARIABLE).map(NodeAddresses::new));
      case "local" ->
          new Local(
              Path.of(require(environment, LAUNCHER_VARIABLE)),
              Path.of(require(environment, STATE_VARIABLE)));
      default -> throw invalid(NODES_VARIABLE + " is ssm or local, and not \"" + kind + "\"");
    };
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException _) {
      throw invalid(DELIVERY_VARIABLE + " is a duration such as PT10M, and not \"" + text + "\"");
    }
  }

  private static String require(Map<String, String> environment, String variable) {
    return find(environment, variable).orElseThrow(() -> invalid(variable + " is not set"));
  }

  private static Optional<String> find(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
