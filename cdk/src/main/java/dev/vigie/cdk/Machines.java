package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnCreationPolicy;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.CfnResourceSignal;
import software.amazon.awscdk.CfnTag;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnInstance;
import software.amazon.awscdk.services.ec2.CfnInstance.BlockDeviceMappingProperty;
import software.amazon.awscdk.services.ec2.CfnInstance.EbsProperty;
import software.amazon.awscdk.services.ec2.CfnInstance.MetadataOptionsProperty;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.ssm.CfnParameter;

/**
 * Makes the machines. Those of one role share its security group and its permissions; each has its
 * own name, which is its EC2 name, its host name and its logical id: {@code
 * quickdata-application-1} and {@code Application1}.
 */
final class Machines {
  /** Ten minutes for an image that boots in one: the NAT's packages come over a cold network. */
  private static final String BOOT_TIMEOUT = "PT10M";

  /** A worker waits for the manager. */
  private static final String MEMBER_TIMEOUT = "PT40M";

  /** The manager waits for the stacks on the workers, and for a restore of their data. */
  private static final String MANAGER_TIMEOUT = "PT2H20M";

  private final Stack stack;
  private final Settings settings;
  private final Network network;
  private final Firewall firewall;
  private final NodePermissions permissions;
  private final Map<NodeRole, String> profiles = new EnumMap<>(NodeRole.class);
  private final Images images;
  private final CfnLogGroup logs;
  private final String key;

  /**
   * Begins without any.
   *
   * @param key name of the key pair
   */
  Machines(
      Stack stack,
      Settings settings,
      Network network,
      Firewall firewall,
      NodePermissions permissions,
      Images images,
      String key) {
    this.stack = stack;
    this.settings = settings;
    this.network = network;
    this.firewall = firewall;
    this.permissions = permissions;
    this.images = images;
    this.logs = NodeLogs.addTo(stack, settings.deployment(), settings.infra().logDays());
    this.key = key;
  }

  /** Adds the only machine of a role, which is named like it. */
  CfnInstance add(NodeRole role, CfnResource wayOut) {
    return add(role, role.key(), role.id(), wayOut);
  }

  /**
   * Adds the machine of this number, from 1.
   *
   * @param wayOut what must be there before it can reach AWS, and so before it is made
   */
  CfnInstance add(NodeRole role, int number, CfnResource wayOut) {
    return add(role, role.key() + "-" + number, role.id() + number, wayOut);
  }

  private CfnInstance add(NodeRole role, String node, String id, CfnResource wayOut) {
    var deployment = settings.deployment();
    var infra = settings.infra();
    var name = deployment.nodeName(node);
    var script = BootScript.of(role, values(role, name, id));
    var instance =
        CfnInstance.Builder.create(stack, id)
            .imageId(images.of(role))
            .instanceType(infra.machine(role).type())
            .iamInstanceProfile(profiles.computeIfAbsent(role, permissions::profileOf))
            .keyName(key)
            .subnetId(network.subnetId(role.subnet()))
            .securityGroupIds(firewall.idsFor(role))
            // A router passes on what is not addressed to it.
            .sourceDestCheck(role != NodeRole.NAT)
            .metadataOptions(metadata())
            .monitoring(infra.detailedMonitoring())
            .blockDeviceMappings(List.of(systemDisk(infra.machine(role).diskGib())))
            .propagateTagsToVolumeOnCreation(true)
            .userData(Fn.base64(script))
            .tags(tags(role, node))
            .build();
    instance.addResourceDependency(wayOut);
    instance.addResourceDependency(network.routesOf(role.subnet()));
    instance.addResourceDependency(logs);
    instance
        .getCfnOptions()
        .setCreationPolicy(
            CfnCreationPolicy.builder()
                .resourceSignal(CfnResourceSignal.builder().count(1).timeout(timeout(role)).build())
                .build());
    explain(instance, infra.detailedMonitoring());
    publishId(node, id, instance);
    return instance;
  }

  private static String timeout(NodeRole role) {
    return switch (role) {
      case BASTION, NAT -> BOOT_TIMEOUT;
      case APPLICATION, DATABASE, MONITORING -> MEMBER_TIMEOUT;
      case TRAEFIK -> MANAGER_TIMEOUT;
    };
  }

  /** What the machine's script begins with. */
  private SequencedMap<String, String> values(NodeRole role, String name, String id) {
    var deployment = settings.deployment();
    var values = new LinkedHashMap<String, String>();
    values.put("HOST_NAME", name);
    values.put("STACK", stack.getStackName());
    values.put("RESOURCE", id);
    values.put("REGION", Aws.REGION);
    values.put("LOG_GROUP", NodeLogs.name(deployment));
    if (role.isInSwarm()) {
      values.put("ROLE", role.key());
      values.put("DEPLOYMENT", deployment.name());
      values.put("PARAMETERS", deployment.parameters());
    }
    return values;
  }

  /** The tags by which people and the inventory find what belongs to a machine. */
  List<CfnTag> tags(NodeRole role, String node) {
    var tags = settings.deployment().tags();
    tags.put("Name", settings.deployment().nodeName(node));
    tags.put("vigie:node", node);
    tags.put("vigie:role", role.key());
    var list = new ArrayList<CfnTag>();
    tags.forEach((key, value) -> list.add(CfnTag.builder().key(key).value(value).build()));
    return list;
  }

  /** Session tokens only, and no hop beyond the host: no container reaches its role's keys. */
  private static MetadataOptionsProperty metadata() {
    return MetadataOptionsProperty.builder()
        .httpEndpoint("enabled")
        .httpTokens("required")
        .httpPutResponseHopLimit(1)
        .build();
  }

  private static BlockDeviceMappingProperty systemDisk(int gib) {
    return BlockDeviceMappingProperty.builder()
        .deviceName("/dev/xvda")
        .ebs(
            EbsProperty.builder()
                .volumeType("gp3")
                .volumeSize(gib)
                .encrypted(true)
                .deleteOnTermination(true)
                .build())
        .build();
  }

  /** A machine's id changes when it is made anew; whoever sends it commands looks here. */
  private void publishId(String node, String id, CfnInstance instance) {
    CfnParameter.Builder.create(stack, id + "IdParameter")
        .name(settings.deployment().parameter("nodes/" + node))
        .description("Vigie: the instance id of " + settings.deployment().nodeName(node))
        .type("String")
        .value(instance.getRef())
        .build();
  }

  private static void explain(CfnInstance instance, boolean detailedMonitoring) {
    var reasons = new TreeMap<String, String>();
    reasons.put(
        "AwsSolutions-EC29",
        "The stack can be destroyed and built again, which termination protection would stop; what"
            + " must stay is on the data volume and in the bucket.");
    if (!detailedMonitoring) {
      reasons.put(
          "AwsSolutions-EC28",
          "Metrics each five minutes are free; vigie.infra.detailedMonitoring buys them each"
              + " minute.");
    }
    NagReasons.explain(instance, reasons);
  }
}
