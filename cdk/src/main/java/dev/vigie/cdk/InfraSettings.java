package dev.vigie.cdk;

import dev.vigie.error.VigieException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the infrastructure stack is built from: the context's object {@code vigie.infra}.
 *
 * @param domain under which the application is reached; empty while there is none
 * @param architecture of all machines
 * @param imageId the machines' image; empty for the newest Amazon Linux 2023 at each deployment
 * @param network its addresses
 * @param access who may come in
 * @param nat the way out
 * @param machines each kind's type and disk; without {@link NodeRole#NAT}, which {@code nat} has
 * @param applications how many machines run the application, 1 to 20
 * @param swarm what the Swarm is made of
 * @param data the database's volume
 * @param cluster the cluster's name in the bucket
 * @param flowLogs what is recorded of connections
 * @param logDays how long CloudWatch Logs keeps what the machines' duties say
 * @param detailedMonitoring whether EC2 publishes its metrics each minute instead of each five
 */
record InfraSettings(
    Optional<String> domain,
    Architecture architecture,
    Optional<String> imageId,
    NetworkSettings network,
    AccessSettings access,
    NatSettings nat,
    Map<NodeRole, MachineSettings> machines,
    int applications,
    SwarmSettings swarm,
    DataVolumeSettings data,
    String cluster,
    FlowLogSettings flowLogs,
    int logDays,
    boolean detailedMonitoring) {
  private static final Set<String> KEYS =
      Set.of(
          "domain",
          "architecture",
          "imageId",
          "network",
          "nat",
          "bastion",
          "traefik",
          "application",
          "database",
          "monitoring",
          "swarm",
          "flowLogs",
          "logDays",
          "detailedMonitoring");
  private static final int MOST_APPLICATIONS = 20;
  // RFC 1035, 2.3.4, and RFC 1123, 2.1; at least two labels, and the last is no number.
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");
  private static final Pattern IMAGE = Pattern.compile("ami-([0-9a-f]{8}|[0-9a-f]{17})");
  private static final Pattern CLUSTER = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  InfraSettings {
    machines = Collections.unmodifiableMap(new EnumMap<>(machines));
    var block = network.subnets().get(SubnetGroup.APPLICATION);
    if (block != null && applications > block.machines()) {
      throw ContextObject.refused(
          "%s is '%s'; it must hold the %d machines of vigie.infra.application.count, and holds %d."
              .formatted(
                  NetworkSettings.key(SubnetGroup.APPLICATION),
                  block,
                  applications,
                  block.machines()));
    }
  }

  /**
   * Reads the settings.
   *
   * @param region where the stack goes, if that is known
   * @throws VigieException {@code SETTING_INVALID}, naming key, value and what is right
   */
  static InfraSettings from(ContextObject infra, Optional<String> region) {
    infra.refuseOthersThan(KEYS);
    var architecture = Architecture.from(infra);
    var database = infra.object("database");
    return new InfraSettings(
        domain(infra),
        architecture,
        imageId(infra),
        NetworkSettings.from(infra.object("network"), region),
        AccessSettings.from(infra.object("bastion"), infra.object("traefik")),
        NatSettings.from(infra.object("nat"), architecture),
        machines(infra, architecture),
        infra.object("application").wholeNumber("count", 2, 1, MOST_APPLICATIONS, "machines"),
        SwarmSettings.from(infra),
        DataVolumeSettings.from(database),
        matching(database, "cluster", CLUSTER, "1 to 63 lower-case letters, digits and hyphens")
            .orElse("main"),
        FlowLogSettings.from(infra.object("flowLogs")),
        FlowLogSettings.days(infra, "logDays"),
        infra.flag("detailedMonitoring").orElse(false));
  }

  /** The key {@code imageId} of the object. */
  static Optional<String> imageId(ContextObject object) {
    return matching(object, "imageId", IMAGE, "the id of an image, such as ami-0123456789abcdef0");
  }

  /** The key {@code domain} of the object. */
  static Optional<String> domain(ContextObject object) {
    return matching(
        object, "domain", DOMAIN, "a domain name in lower case, such as nocodb.example.org");
  }

  /** The machine of this role. */
  MachineSettings machine(NodeRole role) {
    var machine = role == NodeRole.NAT ? nat.machine() : machines.get(role);
    if (machine == null) {
      throw new IllegalArgumentException("no machine of the role " + role.key());
    }
    return machine;
  }

  private static Map<NodeRole, MachineSettings> machines(
      ContextObject infra, Architecture architecture) {
    var machines = new EnumMap<NodeRole, MachineSettings>(NodeRole.class);
    for (var role : NodeRole.values()) {
      if (role != NodeRole.NAT) {
        var object = infra.object(role.key());
        object.refuseOthersThan(keys(role));
        machines.put(role, MachineSettings.from(object, architecture, role.size(), role.diskGib()));
      }
    }
    return machines;
  }

  private static Set<String> keys(NodeRole role) {
    var keys = new HashSet<>(Set.of("instanceType", "diskGib"));
    keys.addAll(
        switch (role) {
          case BASTION -> Set.of("sshFrom");
          case TRAEFIK -> Set.of("webFrom");
          case APPLICATION -> Set.of("count", "image", "registrySecret");
          case DATABASE -> Set.of("cluster", "dataGib", "dataIops", "dataMibps");
          case MONITORING -> Set.of("domain");
          case NAT -> Set.of();
        });
    return keys;
  }

  /** The key of the object, if it is set, and refused unless the pattern matches. */
  static Optional<String> matching(
      ContextObject object, String key, Pattern pattern, String right) {
    var value = object.text(key);
    value.ifPresent(
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw ContextObject.refused(
                "%s is '%s'; it must be %s.".formatted(object.name(key), text, right));
          }
        });
    return value;
  }
}
