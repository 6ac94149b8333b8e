package dev.vigie.aws;

import dev.vigie.config.DocumentParameters;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.RunnerTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.SsmClientBuilder;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvalidCommandIdException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceInformationFilterValueException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.PingStatus;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;

/**
 * {@link NodeCommands} by SSM Run Command and Vigie's own document, whose parameters are {@code
 * Bucket} and {@code OperationId}. A node is an EC2 instance id, or a name that is looked up at
 * every call, since a machine that is made anew has another id. SSM remembers a command for 30
 * days.
 *
 * <p>A request whose answer was lost is sent again, so a command can run twice; the runner's lease
 * on the database makes the second one do nothing. Thread-safe.
 */
public final class SsmNodeCommands implements NodeCommands {
  /** SSM's command ids are UUIDs of 36 characters; what is not is refused by its validation. */
  private static final Pattern COMMAND_ID =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  private final SsmClient ssm;
  private final CommandDocument document;
  private final Optional<NodeAddresses> addresses;

  /**
   * Commands sent by the given client, which stays the caller's to close.
   *
   * @param document what is sent, and how
   * @param addresses where names of nodes are looked up; empty if nodes are instance ids only
   */
  public SsmNodeCommands(
      SsmClient ssm, CommandDocument document, Optional<NodeAddresses> addresses) {
    this.ssm = ssm;
    this.document = document;
    this.addresses = addresses;
  }

  /**
   * A builder with what Vigie wants of an SSM client: the small HTTP client, three attempts with
   * the SDK's standard back-off, and bounds that let three attempts end within a function's minute.
   * Region, credentials and endpoint are the caller's to add.
   */
  public static SsmClientBuilder clientBuilder() {
    return Clients.quick(SsmClient.builder());
  }

  @Override
  public boolean isOnline(String node) {
    String instance = instanceOf(node);
    try {
      return ssm
          .describeInstanceInformation(request -> request.filters(instance(instance)))
          .instanceInformationList()
          .stream()
          .map(InstanceInformation::pingStatus)
          .anyMatch(PingStatus.ONLINE::equals);
    } catch (InvalidInstanceIdException | InvalidInstanceInformationFilterValueException unknown) {
      return false;
    } catch (SdkException e) {
      throw unavailable("SSM does not say whether node " + node + " is there", e);
    }
  }

  @Override
  public String run(String node, RunnerTask task) {
    return send(node, document.name(), task);
  }

  @Override
  public void cancel(String node, RunnerTask task) {
    send(node, document.cancelName(), task);
  }

  private String send(String node, String documentName, RunnerTask task) {
    String instance = instanceOf(node);
    try {
      return ssm.sendCommand(request(instance, documentName, task)).command().commandId();
    } catch (SdkException e) {
      throw unavailable(
          "node " + node + " did not take the command of operation " + task.operationId(), e);
    }
  }

  /**
   * What SSM tells. A command that carries no task of Vigie's is none of Vigie's: empty.
   *
   * @throws VigieException {@code NODE_UNAVAILABLE} if SSM does not answer; {@code INTERNAL} if it
   *     tells a status that is not known
   */
  @Override
  public Optional<CommandReport> find(String commandId) {
    if (!COMMAND_ID.matcher(commandId).matches()) {
      return Optional.empty();
    }
    try {
      return ssm.listCommands(request -> request.commandId(commandId)).commands().stream()
          .findFirst()
          .flatMap(command -> task(command).map(task -> report(command, task)));
    } catch (InvalidCommandIdException _) {
      return Optional.empty();
    } catch (SdkException e) {
      throw unavailable("SSM does not say how command " + commandId + " is", e);
    }
  }

  private String instanceOf(String node) {
    if (NodeAddresses.isInstance(node)) {
      return node;
    }
    NodeAddresses known =
        addresses.orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.NODE_UNKNOWN,
                    node + " is no EC2 instance's id, and no place to look its name up is set"));
    String parameter = known.parameter(node);
    try {
      return ssm.getParameter(request -> request.name(parameter)).parameter().value();
    } catch (ParameterNotFoundException _) {
      throw known.unknown(node);
    } catch (SdkException e) {
      throw unavailable("SSM does not say which instance node " + node + " is", e);
    }
  }

  private SendCommandRequest request(String instance, String documentName, RunnerTask task) {
    SendCommandRequest.Builder request =
        SendCommandRequest.builder()
            .documentName(documentName)
            .instanceIds(instance)
            .comment("vigie " + task.operationId())
            .timeoutSeconds(Math.toIntExact(document.deliveryTimeout().toSeconds()))
            .parameters(
                Map.of(
                    DocumentParameters.BUCKET,
                    List.of(task.bucket()),
                    DocumentParameters.OPERATION_ID,
                    List.of(task.operationId())));
    document
        .logGroup()
        .ifPresent(
            group ->
                request.cloudWatchOutputConfig(
                    output -> output.cloudWatchOutputEnabled(true).cloudWatchLogGroupName(group)));
    return request.build();
  }

  private static InstanceInformationStringFilter instance(String id) {
    return instances(List.of(id));
  }

  /** A filter on these instances. */
  static InstanceInformationStringFilter instances(List<String> ids) {
    return InstanceInformationStringFilter.builder().key("InstanceIds").values(ids).build();
  }

  private static Optional<RunnerTask> task(Command command) {
    Map<String, List<String>> parameters = command.parameters();
    List<String> buckets = parameters.getOrDefault(DocumentParameters.BUCKET, List.of());
    List<String> operations = parameters.getOrDefault(DocumentParameters.OPERATION_ID, List.of());
    return buckets.size() == 1 && operations.size() == 1
        ? Optional.of(new RunnerTask(buckets.getFirst(), operations.getFirst()))
        : Optional.empty();
  }

  private CommandReport report(Command command, RunnerTask task) {
    String id = command.commandId();
    if (command.instanceIds().isEmpty()) {
      return ofCommandAlone(command, task);
    }
    try {
      GetCommandInvocationResponse invocation =
          ssm.getCommandInvocation(
              request -> request.commandId(id).instanceId(command.instanceIds().getFirst()));
      String output = text(invocation.standardOutputContent());
      return new CommandReport(
          id,
          task,
          SsmStatus.stateOf(text(invocation.statusAsString()), text(invocation.statusDetails())),
          output.isBlank() ? text(invocation.standardErrorContent()) : output,
          log(id));
    } catch (InvocationDoesNotExistException _) {
      // The invocation appears a moment after the command. Until then the command itself tells.
      return ofCommandAlone(command, task);
    }
  }

  private CommandReport ofCommandAlone(Command command, RunnerTask task) {
    return new CommandReport(
        command.commandId(),
        task,
        SsmStatus.stateOf(text(command.statusAsString()), text(command.statusDetails())),
        "",
        log(command.commandId()));
  }

  private Optional<String> log(String commandId) {
    return document
        .logGroup()
        .map(group -> CommandLog.page(ssm.serviceClientConfiguration().region(), group, commandId));
  }

  /** The SDK gives null for a field that the answer lacks. */
  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static VigieException unavailable(String message, SdkException cause) {
    String hint =
        switch (cause) {
          case InvalidInstanceIdException _ ->
              "Check that the instance exists in this region, runs, and that its SSM agent is"
                  + " registered.";
          case InvalidDocumentException _ ->
              "Check that the SSM document is deployed in this region and named as the setting is.";
          case AwsServiceException e when e.statusCode() == 403 || CloudFailures.isDenied(e) ->
              "Check the credentials, and that the role may use SSM on this node and document.";
          default -> ErrorCode.NODE_UNAVAILABLE.hint();
        };
    return new VigieException(ErrorCode.NODE_UNAVAILABLE, message + because(cause), hint, cause);
  }

  private static String because(SdkException cause) {
    return cause instanceof AwsServiceException e && e.awsErrorDetails() != null
        ? ": " + text(e.awsErrorDetails().errorCode())
        : "";
  }
}
