package dev.vigie.cdk;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.CfnTag;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup;
import software.amazon.awscdk.services.ec2.CfnSecurityGroup.IngressProperty;
import software.amazon.awscdk.services.ec2.CfnSecurityGroupIngress;

/**
 * One security group for each role, and one that every member of the Swarm carries beside its own,
 * so that a rule between members is written once and not for every pair. Outward all is open:
 * packages, images and mail are fetched and sent from everywhere.
 */
final class Firewall {
  private static final int SSH = 22;
  private static final int NFS = 2049;
  private static final String TCP = "tcp";
  private static final String UDP = "udp";

  private final Stack stack;
  private final Deployment deployment;
  private final String vpcId;
  private final Map<NodeRole, CfnSecurityGroup> groups = new EnumMap<>(NodeRole.class);
  private final CfnSecurityGroup swarm;
  private final CfnSecurityGroup files;

  /** Adds the groups of these roles and their rules to the stack. */
  Firewall(
      Stack stack,
      Deployment deployment,
      String vpcId,
      InfraSettings settings,
      Set<NodeRole> roles) {
    this.stack = stack;
    this.deployment = deployment;
    this.vpcId = vpcId;
    for (var role : roles) {
      groups.put(role, group(role.id() + "Group", role.key(), fromOutside(role, settings)));
    }
    this.swarm = group("SwarmGroup", "swarm", List.of());
    this.files = group("FilesGroup", "files", List.of());
    letMembersTalk(settings.swarm().managers());
    letFilesBeMounted();
    letTheBastionIn();
    if (settings.access().web().contains(Cidr.ANY)) {
      NagReasons.explain(
          group(NodeRole.TRAEFIK),
          Map.of(
              "AwsSolutions-EC23",
              "This is the way in for the web; who may not come is kept out by webFrom."));
    }
  }

  /** The ids of the groups that a machine of the role carries. */
  List<String> idsFor(NodeRole role) {
    var own = group(role).getAttrGroupId();
    return role.isInSwarm() ? List.of(own, swarm.getAttrGroupId()) : List.of(own);
  }

  /** The id of the group of the shared files. */
  String filesGroup() {
    return files.getAttrGroupId();
  }

  private static List<IngressProperty> fromOutside(NodeRole role, InfraSettings settings) {
    var rules = new ArrayList<IngressProperty>();
    switch (role) {
      case BASTION ->
          settings.access().ssh().forEach(block -> rules.add(from(block, TCP, SSH, "SSH")));
      case TRAEFIK ->
          settings
              .access()
              .web()
              .forEach(
                  block -> {
                    rules.add(from(block, TCP, 80, "HTTP"));
                    rules.add(from(block, TCP, 443, "HTTPS"));
                  });
      case NAT ->
          settings.network().subnets().entrySet().stream()
              .filter(subnet -> !subnet.getKey().isPublic())
              .forEach(
                  subnet ->
                      rules.add(
                          IngressProperty.builder()
                              .ipProtocol("-1")
                              .cidrIp(subnet.getValue().toString())
                              .description("All that " + subnet.getKey().key() + " sends out")
                              .build()));
      case APPLICATION, DATABASE, MONITORING -> {}
    }
    return rules;
  }

  /** Docker's documentation, "Getting started with Swarm mode", "Open protocols and ports". */
  private void letMembersTalk(int managers) {
    var members = swarm.getAttrGroupId();
    rule("SwarmManagement", group(NodeRole.TRAEFIK), members, TCP, 2377, "Swarm management");
    if (managers > 1) {
      // Those that node/manager.sh promotes.
      for (var role : List.of(NodeRole.APPLICATION, NodeRole.MONITORING)) {
        var id = "SwarmManagement" + role.id();
        rule(id, group(role), members, TCP, 2377, "Swarm management");
      }
    }
    rule("SwarmGossipTcp", swarm, members, TCP, 7946, "Swarm gossip");
    rule("SwarmGossipUdp", swarm, members, UDP, 7946, "Swarm gossip");
    rule("SwarmVxlan", swarm, members, UDP, 4789, "Overlay networks");
    // An encrypted overlay sends IPsec's ESP, protocol 50, which has no ports.
    CfnSecurityGroupIngress.Builder.create(stack, "SwarmEsp")
        .groupId(members)
        .sourceSecurityGroupId(members)
        .ipProtocol("50")
        .description("Encrypted overlay networks")
        .build();
  }

  private void letFilesBeMounted() {
    for (var role : List.of(NodeRole.APPLICATION, NodeRole.DATABASE)) {
      var from = group(role).getAttrGroupId();
      rule("FilesFrom" + role.id(), files, from, TCP, NFS, "NFS from " + role.key());
    }
  }

  private void letTheBastionIn() {
    var bastion = group(NodeRole.BASTION).getAttrGroupId();
    groups.forEach(
        (role, group) -> {
          if (role != NodeRole.BASTION) {
            rule("SshTo" + role.id(), group, bastion, TCP, SSH, "SSH from the bastion");
          }
        });
  }

  private CfnSecurityGroup group(NodeRole role) {
    var group = groups.get(role);
    if (group == null) {
      throw new IllegalStateException("no security group for " + role.key());
    }
    return group;
  }

  private CfnSecurityGroup group(String id, String name, List<IngressProperty> rules) {
    return CfnSecurityGroup.Builder.create(stack, id)
        .vpcId(vpcId)
        .groupDescription("Vigie: " + deployment.nodeName(name))
        .securityGroupIngress(rules.isEmpty() ? null : rules)
        .tags(List.of(CfnTag.builder().key("Name").value(deployment.nodeName(name)).build()))
        .build();
  }

  private void rule(
      String id, CfnSecurityGroup to, String from, String protocol, int port, String what) {
    CfnSecurityGroupIngress.Builder.create(stack, id)
        .groupId(to.getAttrGroupId())
        .sourceSecurityGroupId(from)
        .ipProtocol(protocol)
        .fromPort(port)
        .toPort(port)
        .description(what)
        .build();
  }

  private static IngressProperty from(Cidr block, String protocol, int port, String what) {
    return IngressProperty.builder()
        .ipProtocol(protocol)
        .fromPort(port)
        .toPort(port)
        .cidrIp(block.toString())
        .description(what)
        .build();
  }
}
