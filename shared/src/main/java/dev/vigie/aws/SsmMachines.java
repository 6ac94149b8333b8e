package dev.vigie.aws;

import dev.vigie.config.DocumentParameters;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandState;
import dev.vigie.node.SeenMachine;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.PingStatus;

/**
 * The machines of a deployment as Systems Manager knows them, and what they say of themselves.
 * Which there are stands in its Parameter Store, where the infrastructure's stack wrote it.
 * Thread-safe.
 *
 * @param ssm the client, which stays the caller's to close
 * @param addresses where the nodes' parameters are
 * @param document the SSM document that prints a machine's facts
 * @param bucket what the document is told
 */
public record SsmMachines(SsmClient ssm, NodeAddresses addresses, String document, String bucket) {
  /**
   * What an answer may have: GetCommandInvocation gives the first 24,000 characters (AWS Systems
   * Manager API Reference), while a listing of invocations gives 2,500.
   */
  public static final int MOST_CHARACTERS = 24_000;

  private static final Pattern INSTANCE = Pattern.compile("i-[0-9a-f]{8,17}");

  /** Instances that one question may name (API Reference, "DescribeInstanceInformation"). */
  private static final int AT_ONCE = 50;

  /** A command waits so long for its machine, at the least that SendCommand takes. */
  private static final int DELIVERY_SECONDS = 30;

  private static final Duration PAUSE = Duration.ofMillis(250);

  /**
   * The machines that should be there, by their names.
   *
   * @param others instance ids that are no parameter's, as settings name them
   * @throws VigieException {@code NODE_UNAVAILABLE} if Systems Manager does not tell
   */
  public List<SeenMachine> seen(Set<String> others) {
    try {
      Map<String, String> instances = new TreeMap<>();
      others.stream()
          .filter(node -> INSTANCE.matcher(node).matches())
          .forEach(node -> instances.put(node, node));
      ssm.getParametersByPathPaginator(r -> r.path(path()).recursive(false)).stream()
          .flatMap(page -> page.parameters().stream())
          .filter(parameter -> INSTANCE.matcher(value(parameter)).matches())
          .forEach(parameter -> instances.put(nameOf(parameter), value(parameter)));
      Map<String, InstanceInformation> known = information(List.copyOf(instances.values()));
      return instances.entrySet().stream()
          .map(each -> seen(each.getKey(), each.getValue(), known))
          .toList();
    } catch (SdkException e) {
      throw unavailable("Systems Manager does not tell which machines there are", e);
    }
  }

  /**
   * Runs the document on the machine and waits for what it prints.
   *
   * @param limit how long
   * @throws VigieException {@code NODE_UNAVAILABLE} if it printed nothing in time, or failed
   */
  public String ask(SeenMachine machine, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      String command = send(machine);
      while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(PAUSE.toNanos());
        Optional<String> answer = answer(machine, command);
        if (answer.isPresent()) {
          return answer.get();
        }
      }
    } catch (SdkException e) {
      throw unavailable("machine " + machine.name() + " could not be asked", e);
    }
    throw new VigieException(
        ErrorCode.NODE_UNAVAILABLE,
        "machine %s did not answer in %d s".formatted(machine.name(), limit.toSeconds()));
  }

  private String send(SeenMachine machine) {
    return ssm.sendCommand(
            request ->
                request
                    .documentName(document)
                    .instanceIds(machine.instanceId())
                    .comment("vigie health")
                    .timeoutSeconds(DELIVERY_SECONDS)
                    .parameters(Map.of(DocumentParameters.BUCKET, List.of(bucket))))
        .command()
        .commandId();
  }

  private Optional<String> answer(SeenMachine machine, String command) {
    GetCommandInvocationResponse told;
    try {
      told =
          ssm.getCommandInvocation(
              request -> request.commandId(command).instanceId(machine.instanceId()));
    } catch (InvocationDoesNotExistException _) {
      return Optional.empty(); // it appears a moment after the command
    }
    CommandState state = SsmStatus.stateOf(told.statusAsString(), told.statusDetails());
    if (!state.ended()) {
      return Optional.empty();
    }
    if (state != CommandState.SUCCEEDED) {
      throw new VigieException(
          ErrorCode.NODE_UNAVAILABLE,
          "the look at machine %s ended as %s: %s"
              .formatted(machine.name(), state, head(told.standardErrorContent())));
    }
    return Optional.of(Objects.requireNonNullElse(told.standardOutputContent(), ""));
  }

  private Map<String, InstanceInformation> information(List<String> instances) {
    Map<String, InstanceInformation> known = new HashMap<>();
    for (int from = 0; from < instances.size(); from += AT_ONCE) {
      List<String> some = instances.subList(from, Math.min(instances.size(), from + AT_ONCE));
      ssm
          .describeInstanceInformationPaginator(
              request -> request.filters(SsmNodeCommands.instances(some)))
          .stream()
          .flatMap(page -> page.instanceInformationList().stream())
          .forEach(each -> known.put(each.instanceId(), each));
    }
    return known;
  }

  private static SeenMachine seen(
      String name, String instance, Map<String, InstanceInformation> known) {
    Optional<InstanceInformation> found = Optional.ofNullable(known.get(instance));
    return new SeenMachine(
        name,
        instance,
        found.map(InstanceInformation::pingStatus).filter(PingStatus.ONLINE::equals).isPresent(),
        found.map(InstanceInformation::lastPingDateTime));
  }

  /** Without the slash at its end, as the API Reference writes a path. */
  private String path() {
    return addresses.prefix().substring(0, addresses.prefix().length() - 1);
  }

  private String nameOf(Parameter parameter) {
    return parameter.name().substring(addresses.prefix().length());
  }

  private static String value(Parameter parameter) {
    return Objects.requireNonNullElse(parameter.value(), "");
  }

  private static String head(@Nullable String words) {
    String said = words == null ? "" : words.strip();
    return said.isEmpty() ? "it said nothing" : said.substring(0, Math.min(300, said.length()));
  }

  private static VigieException unavailable(String message, SdkException cause) {
    String because =
        cause instanceof AwsServiceException e && e.awsErrorDetails() != null
            ? ": " + e.awsErrorDetails().errorCode()
            : "";
    return new VigieException(ErrorCode.NODE_UNAVAILABLE, message + because, cause);
  }
}
