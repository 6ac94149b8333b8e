package dev.vigie.cdk;

import software.amazon.awscdk.Acknowledgment;
import software.amazon.awscdk.CfnParameter;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;

/**
 * The machines' images: pinned ones, or the newest at each deployment. CloudFormation reads the
 * parameter at every update, so without a pin an update replaces the machines once AWS has a newer
 * image.
 */
final class Images {
  private final String nodes;
  private final String nat;

  /** Adds to the stack what the newest image is looked up by, unless all are pinned. */
  Images(Stack stack, InfraSettings settings) {
    this.nodes = settings.imageId().orElseGet(() -> newest(stack, settings.architecture()));
    this.nat = settings.nat().imageId().orElse(nodes);
    if (settings.imageId().isPresent() || settings.nat().imageId().isPresent()) {
      Validations.of(stack)
          .acknowledge(
              Acknowledgment.builder()
                  .id("CloudFormation-Validate::W9010")
                  .reason("A setting pins the image, for the region that it deploys to.")
                  .build());
    }
  }

  /** The id of the image for machines of the role, or a token for it. */
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
