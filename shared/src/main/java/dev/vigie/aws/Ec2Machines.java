package dev.vigie.aws;

import dev.vigie.config.InventorySettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.Inventory;
import dev.vigie.node.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.Ec2ClientBuilder;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The machines of a project, read from EC2's tags. Needs {@code ec2:DescribeInstances}. */
public final class Ec2Machines {
  private static final String PROJECT = "vigie:project";
  private static final String ENVIRONMENT = "vigie:environment";
  private static final String NODE = "vigie:node";
  private static final String ROLE = "vigie:role";

  private Ec2Machines() {}

  /**
   * Those that run.
   *
   * @throws VigieException {@code MACHINE_INVALID} if one is tagged otherwise than Vigie's stacks
   *     tag; {@code CLOUD_DENIED} or {@code CLOUD_UNAVAILABLE} if EC2 does not tell
   */
  public static Inventory running(InventorySettings settings) {
    List<Machine> machines = new ArrayList<>();
    try (Ec2Client ec2 = client(settings)) {
      ec2.describeInstancesPaginator(request -> request.filters(filters(settings))).stream()
          .flatMap(page -> page.reservations().stream())
          .map(Reservation::instances)
          .forEach(instances -> instances.forEach(instance -> machines.add(machine(instance))));
    } catch (SdkException e) {
      throw failure(settings, e);
    }
    return Inventory.of(machines);
  }

  private static Ec2Client client(InventorySettings settings) {
    Ec2ClientBuilder builder = Clients.quick(Ec2Client.builder());
    settings.region().map(Region::of).ifPresent(builder::region);
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static List<Filter> filters(InventorySettings settings) {
    List<Filter> filters = new ArrayList<>();
    filters.add(filter("tag:" + PROJECT, settings.project()));
    filters.add(filter("instance-state-name", InstanceStateName.RUNNING.toString()));
    settings.environment().ifPresent(name -> filters.add(filter("tag:" + ENVIRONMENT, name)));
    return filters;
  }

  private static Filter filter(String name, String value) {
    return Filter.builder().name(name).values(value).build();
  }

  private static Machine machine(Instance instance) {
    return new Machine(
        tag(instance, NODE),
        tag(instance, ROLE),
        instance.instanceId(),
        String.valueOf(instance.privateIpAddress()),
        Optional.ofNullable(instance.publicIpAddress()).filter(address -> !address.isEmpty()));
  }

  private static String tag(Instance instance, String key) {
    return instance.tags().stream()
        .filter(tag -> key.equals(tag.key()))
        .map(Tag::value)
        .findFirst()
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.MACHINE_INVALID,
                    "instance " + instance.instanceId() + " has no tag " + key));
  }

  private static VigieException failure(InventorySettings settings, SdkException cause) {
    boolean denied =
        cause instanceof AwsServiceException refusal
            && (refusal.statusCode() == 401 || refusal.statusCode() == 403);
    boolean nameless = String.valueOf(cause.getMessage()).startsWith("Unable to load credentials");
    return new VigieException(
        denied || nameless ? ErrorCode.CLOUD_DENIED : ErrorCode.CLOUD_UNAVAILABLE,
        "EC2 does not tell the machines of %s (DescribeInstances): %s"
            .formatted(settings.project(), cause.getMessage()),
        cause);
  }
}
