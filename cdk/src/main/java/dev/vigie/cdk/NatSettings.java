package dev.vigie.cdk;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The way out of the private subnets.
 *
 * @param gateway AWS's NAT gateway instead of the machine {@code nat}
 * @param machine the machine, where it is one
 * @param imageId an image of the machine's own, such as one that fck-nat publishes for the region;
 *     empty for the image of the others, which its boot script then turns into a router
 */
record NatSettings(boolean gateway, MachineSettings machine, Optional<String> imageId) {

  /** Reads {@code infra.nat}. */
  static NatSettings from(ContextObject nat, Architecture architecture) {
    nat.refuseOthersThan(Set.of("kind", "instanceType", "diskGib", "imageId"));
    return new NatSettings(
        nat.choice("kind", List.of("instance", "gateway")).equals("gateway"),
        MachineSettings.from(nat, architecture, NodeRole.NAT.size(), NodeRole.NAT.diskGib()),
        InfraSettings.imageId(nat));
  }
}
