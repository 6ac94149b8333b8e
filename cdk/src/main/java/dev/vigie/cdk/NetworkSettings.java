package dev.vigie.cdk;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The network's addresses. All machines stand in one availability zone: the database's volume
 * cannot leave its own, and traffic between zones costs.
 *
 * @param cidr the VPC's block, /16 to /25, private (RFC 1918)
 * @param subnets one block each, /28 at the smallest (VPC User Guide, "Subnet CIDR blocks")
 * @param zone the availability zone; empty for the first that the account has
 */
record NetworkSettings(Cidr cidr, Map<SubnetGroup, Cidr> subnets, Optional<String> zone) {
  private static final String DEFAULT_CIDR = "10.20.0.0/16";
  private static final List<Cidr> PRIVATE =
      Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
          .map(block -> Cidr.parse("RFC 1918", block))
          .toList();
  // Docker's default bridge takes it on every node (Docker's documentation, "Daemon
  // configuration").
  private static final Cidr DOCKER = Cidr.parse("docker0", "172.17.0.0/16");
  private static final Pattern ZONE = Pattern.compile("([a-z]{2,}(?:-[a-z]+)+-[0-9]+)[a-z]");
  private static final int LARGEST = 16;
  private static final int SMALLEST_SUBNET = 28;
  // Eighths hold the five, with room for three more.
  private static final int PARTS_BITS = 3;
  private static final int DEFAULT_SUBNET = 24;

  NetworkSettings {
    checkVpc(cidr);
    subnets = Collections.unmodifiableMap(new EnumMap<>(subnets));
    for (var group : SubnetGroup.values()) {
      checkSubnet(cidr, subnets, group);
    }
  }

  /** Reads {@code infra.network}. */
  static NetworkSettings from(ContextObject network, Optional<String> region) {
    network.refuseOthersThan(Set.of("cidr", "subnets", "availabilityZone"));
    var cidr = Cidr.parse(network.name("cidr"), network.text("cidr").orElse(DEFAULT_CIDR));
    checkVpc(cidr);
    var subnets = network.object("subnets");
    subnets.refuseOthersThan(
        Stream.of(SubnetGroup.values()).map(SubnetGroup::key).collect(Collectors.toSet()));
    var blocks = new EnumMap<SubnetGroup, Cidr>(SubnetGroup.class);
    for (var group : SubnetGroup.values()) {
      blocks.put(
          group,
          subnets
              .text(group.key())
              .map(text -> Cidr.parse(subnets.name(group.key()), text))
              .orElse(
                  cidr.part(group.part(), Math.max(DEFAULT_SUBNET, cidr.prefix() + PARTS_BITS))));
    }
    return new NetworkSettings(cidr, blocks, zone(network, region));
  }

  private static Optional<String> zone(ContextObject network, Optional<String> region) {
    var zone = network.text("availabilityZone");
    zone.ifPresent(
        name -> {
          var matcher = ZONE.matcher(name);
          if (!matcher.matches() || !region.map(matcher.group(1)::equals).orElse(true)) {
            throw ContextObject.refused(
                "%s is '%s'; it must be an availability zone%s, such as %sa."
                    .formatted(
                        network.name("availabilityZone"),
                        name,
                        region.map(" of the region "::concat).orElse(""),
                        region.orElse("eu-west-3")));
          }
        });
    return zone;
  }

  private static void checkVpc(Cidr cidr) {
    var key = "vigie.infra.network.cidr";
    int smallest = SMALLEST_SUBNET - PARTS_BITS;
    if (cidr.prefix() < LARGEST || cidr.prefix() > smallest) {
      throw ContextObject.refused(
          "%s is '%s'; it must be a /%d to /%d, so that five subnets of at least /%d fit in a VPC."
              .formatted(key, cidr, LARGEST, smallest, SMALLEST_SUBNET));
    }
    if (PRIVATE.stream().noneMatch(block -> block.contains(cidr))) {
      throw ContextObject.refused(
          "%s is '%s'; it must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16."
              .formatted(key, cidr));
    }
    if (cidr.overlaps(DOCKER)) {
      throw ContextObject.refused(
          "%s is '%s'; it must not overlap %s, which Docker's bridge has on every node."
              .formatted(key, cidr, DOCKER));
    }
  }

  private static void checkSubnet(Cidr cidr, Map<SubnetGroup, Cidr> subnets, SubnetGroup group) {
    var block = subnets.get(group);
    if (block == null) {
      throw new IllegalArgumentException("no block for the subnet " + group.key());
    }
    if (block.prefix() > SMALLEST_SUBNET) {
      throw ContextObject.refused(
          "%s is '%s'; it must be /%d or larger, which AWS takes for a subnet."
              .formatted(key(group), block, SMALLEST_SUBNET));
    }
    if (!cidr.contains(block)) {
      throw ContextObject.refused(
          "%s is '%s'; it must lie inside vigie.infra.network.cidr, %s."
              .formatted(key(group), block, cidr));
    }
    subnets.forEach(
        (other, taken) -> {
          if (other.part() < group.part() && block.overlaps(taken)) {
            throw ContextObject.refused(
                "%s is '%s'; it must not overlap %s, which is %s."
                    .formatted(key(group), block, key(other), taken));
          }
        });
  }

  /** The setting's name, for messages. */
  static String key(SubnetGroup group) {
    return "vigie.infra.network.subnets." + group.key();
  }
}
