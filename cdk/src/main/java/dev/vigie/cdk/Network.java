package dev.vigie.cdk;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.CfnTag;
import software.amazon.awscdk.Fn;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.CfnEIP;
import software.amazon.awscdk.services.ec2.CfnInternetGateway;
import software.amazon.awscdk.services.ec2.CfnNatGateway;
import software.amazon.awscdk.services.ec2.CfnRoute;
import software.amazon.awscdk.services.ec2.CfnRouteTable;
import software.amazon.awscdk.services.ec2.CfnSubnet;
import software.amazon.awscdk.services.ec2.CfnSubnetRouteTableAssociation;
import software.amazon.awscdk.services.ec2.CfnVPC;
import software.amazon.awscdk.services.ec2.CfnVPCEndpoint;
import software.amazon.awscdk.services.ec2.CfnVPCGatewayAttachment;

/**
 * The VPC, its five subnets and their routes. It is written resource by resource: the CDK's own Vpc
 * takes no block per subnet, asks the account for its zones at synthesis, and brings a Lambda
 * function to empty the default security group, which nothing here uses.
 */
final class Network {
  private static final String EVERYWHERE = "0.0.0.0/0";

  private final Stack stack;
  private final Deployment deployment;
  private final CfnVPC vpc;
  private final String zone;
  private final CfnRouteTable open;
  private final CfnRouteTable closed;
  private final CfnRoute wayOutOfOpen;
  private final Map<SubnetGroup, CfnSubnet> subnets = new EnumMap<>(SubnetGroup.class);
  private final Map<SubnetGroup, CfnResource> routes = new EnumMap<>(SubnetGroup.class);

  /** Adds the network to the stack; the private subnets have no way out yet. */
  Network(Stack stack, Deployment deployment, NetworkSettings settings) {
    this.stack = stack;
    this.deployment = deployment;
    this.zone = zone(settings);
    this.vpc =
        CfnVPC.Builder.create(stack, "Vpc")
            .cidrBlock(settings.cidr().toString())
            .enableDnsHostnames(true)
            .enableDnsSupport(true)
            .tags(name("vpc"))
            .build();
    this.open = routeTable("PublicRoutes", "public");
    this.closed = routeTable("PrivateRoutes", "private");
    this.wayOutOfOpen = internetGateway();
    for (var group : SubnetGroup.values()) {
      subnets.put(group, subnet(group, settings));
    }
    s3Endpoint();
  }

  /** The VPC's id. */
  String vpcId() {
    return vpc.getRef();
  }

  /** The availability zone that everything stands in. */
  String zone() {
    return zone;
  }

  /** The subnet's id. */
  String subnetId(SubnetGroup group) {
    return of(group, subnets).getRef();
  }

  /** What makes the subnet use its routes; a machine in the subnet waits for it. */
  CfnResource routesOf(SubnetGroup group) {
    return of(group, routes);
  }

  /** What must be there before a machine in a public subnet can reach the Internet. */
  CfnResource wayOutOfPublic() {
    return wayOutOfOpen;
  }

  /** Leads the private subnets out through a machine; a machine behind it waits for this. */
  CfnResource leadOutThrough(String instanceId) {
    return CfnRoute.Builder.create(stack, "PrivateDefaultRoute")
        .routeTableId(closed.getRef())
        .destinationCidrBlock(EVERYWHERE)
        .instanceId(instanceId)
        .build();
  }

  /** Leads the private subnets out through AWS's NAT gateway; a machine behind waits for this. */
  CfnResource leadOutThroughNatGateway() {
    var address =
        CfnEIP.Builder.create(stack, "NatAddress").domain("vpc").tags(name("nat")).build();
    address.addResourceDependency(wayOutOfOpen);
    var gateway =
        CfnNatGateway.Builder.create(stack, "NatGateway")
            .subnetId(subnetId(SubnetGroup.GATEWAY))
            .allocationId(address.getAttrAllocationId())
            .tags(name("nat"))
            .build();
    gateway.addResourceDependency(wayOutOfOpen);
    return CfnRoute.Builder.create(stack, "PrivateDefaultRoute")
        .routeTableId(closed.getRef())
        .destinationCidrBlock(EVERYWHERE)
        .natGatewayId(gateway.getRef())
        .build();
  }

  /** A zone is its region's name and a letter; written so, the template fits its region alone. */
  private static String zone(NetworkSettings settings) {
    return settings
        .zone()
        .map(name -> Aws.REGION + name.charAt(name.length() - 1))
        .orElseGet(() -> Fn.select(0, Fn.getAzs()));
  }

  private CfnRoute internetGateway() {
    var gateway =
        CfnInternetGateway.Builder.create(stack, "InternetGateway").tags(name("internet")).build();
    var attachment =
        CfnVPCGatewayAttachment.Builder.create(stack, "InternetGatewayAttachment")
            .vpcId(vpcId())
            .internetGatewayId(gateway.getRef())
            .build();
    var route =
        CfnRoute.Builder.create(stack, "PublicDefaultRoute")
            .routeTableId(open.getRef())
            .destinationCidrBlock(EVERYWHERE)
            .gatewayId(gateway.getRef())
            .build();
    route.addResourceDependency(attachment);
    return route;
  }

  private CfnSubnet subnet(SubnetGroup group, NetworkSettings settings) {
    var subnet =
        CfnSubnet.Builder.create(stack, group.id() + "Subnet")
            .vpcId(vpcId())
            .availabilityZone(zone)
            .cidrBlock(String.valueOf(settings.subnets().get(group)))
            .mapPublicIpOnLaunch(group.isPublic())
            .tags(name(group.key()))
            .build();
    routes.put(
        group,
        CfnSubnetRouteTableAssociation.Builder.create(stack, group.id() + "SubnetRoutes")
            .subnetId(subnet.getRef())
            .routeTableId((group.isPublic() ? open : closed).getRef())
            .build());
    return subnet;
  }

  private static <T> T of(SubnetGroup group, Map<SubnetGroup, T> made) {
    var one = made.get(group);
    if (one == null) {
      throw new IllegalStateException("no subnet " + group.key());
    }
    return one;
  }

  private CfnRouteTable routeTable(String id, String name) {
    return CfnRouteTable.Builder.create(stack, id).vpcId(vpcId()).tags(name(name)).build();
  }

  /** Backups and Amazon Linux's packages take this way: it costs nothing, and spares the NAT. */
  private void s3Endpoint() {
    CfnVPCEndpoint.Builder.create(stack, "S3Endpoint")
        .vpcId(vpcId())
        .vpcEndpointType("Gateway")
        .serviceName("com.amazonaws." + Aws.REGION + ".s3")
        .routeTableIds(Stream.of(open, closed).map(CfnRouteTable::getRef).toList())
        .build();
  }

  private List<CfnTag> name(String part) {
    return List.of(CfnTag.builder().key("Name").value(deployment.nodeName(part)).build());
  }
}
