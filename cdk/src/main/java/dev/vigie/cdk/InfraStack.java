package dev.vigie.cdk;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.CfnTag;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ec2.CfnEIP;
import software.amazon.awscdk.services.ec2.CfnEIPAssociation;
import software.amazon.awscdk.services.ec2.CfnInstance;
import software.amazon.awscdk.services.ec2.CfnKeyPair;
import software.amazon.awscdk.services.ec2.CfnVolume;
import software.amazon.awscdk.services.ec2.CfnVolumeAttachment;
import software.constructs.Construct;

/**
 * The network and the machines. It can be destroyed and built again: the bucket is another stack's
 * and is known by its computed name alone, and the volume with PostgreSQL's data stays.
 *
 * <p>Construct and logical ids are a contract: to change one is to replace the resource. All
 * resources stand directly in the stack, where the two are the same.
 */
public final class InfraStack extends Stack {
  /** EC2 User Guide, "Available device names": recommended for data volumes. */
  private static final String DATA_DEVICE = "/dev/sdf";

  /**
   * Builds the stack.
   *
   * @param target account and region; a part that is absent is left to the CLI
   */
  InfraStack(Construct scope, String id, Settings settings, Environment target) {
    super(scope, id, props(settings.deployment(), target));
    var infra = settings.infra();
    var deployment = settings.deployment();
    var network = new Network(this, deployment, infra.network());
    FlowLogs.addTo(this, deployment, infra.flowLogs(), network.vpcId());
    var firewall = new Firewall(this, deployment, network.vpcId(), infra, roles(infra.nat()));
    var machines =
        new Machines(
            this, settings, network, firewall, new Images(this, infra), keyPair(deployment));
    addMachines(settings, network, machines);
  }

  private static StackProps props(Deployment deployment, Environment target) {
    return StackProps.builder()
        .env(target)
        .stackName(deployment.stackName("infra"))
        .description("Vigie: the network and the machines of " + deployment.name())
        .tags(deployment.tags())
        .build();
  }

  private static Set<NodeRole> roles(NatSettings nat) {
    return nat.gateway()
        ? EnumSet.complementOf(EnumSet.of(NodeRole.NAT))
        : EnumSet.allOf(NodeRole.class);
  }

  private void addMachines(Settings settings, Network network, Machines machines) {
    var nearInternet = network.wayOutOfPublic();
    machines.add(NodeRole.BASTION, nearInternet);
    publishAddress(settings, machines.add(NodeRole.TRAEFIK, nearInternet), nearInternet);
    var wayOut =
        settings.infra().nat().gateway()
            ? network.leadOutThroughNatGateway()
            : network.leadOutThrough(machines.add(NodeRole.NAT, nearInternet).getRef());
    for (int number = 1; number <= settings.infra().applications(); number++) {
      machines.add(NodeRole.APPLICATION, number, wayOut);
    }
    var database = machines.add(NodeRole.DATABASE, 1, wayOut);
    machines.add(NodeRole.MONITORING, wayOut);
    attachData(settings.infra().data(), network.zone(), database, machines);
  }

  /** EC2 makes the pair, and keeps the private half in Systems Manager. */
  private String keyPair(Deployment deployment) {
    var pair =
        CfnKeyPair.Builder.create(this, "KeyPair")
            .keyName(deployment.nodeName("nodes"))
            .keyType("ed25519")
            .build();
    output(
        "PrivateKeyParameter",
        "The parameter that holds the machines' private key",
        "/ec2/keypair/" + pair.getAttrKeyPairId());
    return pair.getRef();
  }

  /** An address of its own, which stays when the machine is made anew. */
  private void publishAddress(Settings settings, CfnInstance traefik, CfnResource wayOut) {
    var name = settings.deployment().nodeName(NodeRole.TRAEFIK.key());
    var address =
        CfnEIP.Builder.create(this, "TraefikAddress")
            .domain("vpc")
            .tags(List.of(CfnTag.builder().key("Name").value(name).build()))
            .build();
    address.addResourceDependency(wayOut);
    CfnEIPAssociation.Builder.create(this, "TraefikAddressAssociation")
        .allocationId(address.getAttrAllocationId())
        .instanceId(traefik.getRef())
        .build();
    output(
        "PublicAddress",
        settings
            .infra()
            .domain()
            .map(domain -> "Point the DNS record of " + domain + " to it")
            .orElse("Where the web reaches the application"),
        address.getAttrPublicIp());
  }

  /**
   * The volume stays when the stack goes. So does its attachment, for CloudFormation would detach a
   * volume that PostgreSQL still writes to (CloudFormation Template Reference,
   * "AWS::EC2::VolumeAttachment": unmount first); a machine that is terminated lets go of it in
   * order.
   */
  private void attachData(
      DataVolumeSettings data, String zone, CfnInstance database, Machines machines) {
    var volume =
        CfnVolume.Builder.create(this, "DataVolume")
            .availabilityZone(zone)
            .volumeType("gp3")
            .size(data.gib())
            .iops(data.iops())
            .throughput(data.mibps())
            .encrypted(true)
            .tags(machines.tags(NodeRole.DATABASE, "database-1"))
            .build();
    volume.applyRemovalPolicy(RemovalPolicy.RETAIN);
    var attachment =
        CfnVolumeAttachment.Builder.create(this, "DataVolumeAttachment")
            .device(DATA_DEVICE)
            .instanceId(database.getRef())
            .volumeId(volume.getRef())
            .build();
    attachment.applyRemovalPolicy(RemovalPolicy.RETAIN);
    output("DataVolumeId", "The volume with PostgreSQL's data, which stays", volume.getRef());
  }

  private void output(String id, String description, String value) {
    CfnOutput.Builder.create(this, id).description(description).value(value).build();
  }
}
