package dev.vigie.cdk;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awscdk.CfnMapping;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Stack;

/**
 * The machines' images: pinned ones, or the newest at each deployment. CloudFormation reads the
 * parameter at every update, so without a pin an update replaces the machines once AWS has a newer
 * image.
 */
final class Images {
  private static final String NODES = "nodes";
  private static final String NAT = "nat";
  private static final String ID = "id";

  private final String nodes;
  private final String nat;

  /** Adds to the stack what the images are looked up by. */
  Images(Stack stack, InfraSettings settings) {
    var pinned = new TreeMap<String, Map<String, Object>>();
    settings.imageId().ifPresent(id -> pinned.put(NODES, Map.of(ID, id)));
    settings.nat().imageId().ifPresent(id -> pinned.put(NAT, Map.of(ID, id)));
    var mapping =
        pinned.isEmpty()
            ? Optional.<CfnMapping>empty()
            : Optional.of(CfnMapping.Builder.create(stack, "Images").mapping(pinned).build());
    this.nodes =
        mapping
            .filter(images -> pinned.containsKey(NODES))
            .map(images -> images.findInMap(NODES, ID))
            .orElseGet(() -> newest(stack, settings.architecture()));
    this.nat =
        mapping
            .filter(images -> pinned.containsKey(NAT))
            .map(images -> images.findInMap(NAT, ID))
            .orElse(nodes);
  }

  /** The id of the image for machines of the role; a token. */
  String of(NodeRole role) {
    return role == NodeRole.NAT ? nat : nodes;
  }

  /**
   * The logical id names the architecture: the CDK's CLI keeps the value of a parameter that the
   * stack has already, so under one id a changed default would not count.
   */
  private static String newest(Stack stack, Architecture architecture) {
    return CfnParameter.Builder.create(stack, architecture.id() + "Image")
        .type("AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>")
        .description("The parameter that names the machines' image")
        .defaultValue(architecture.imageParameter())
        .build()
        .getValueAsString();
  }
}
