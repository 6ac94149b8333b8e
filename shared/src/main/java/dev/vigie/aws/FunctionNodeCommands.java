package dev.vigie.aws;

import dev.vigie.config.FleetSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.RunnerTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.LambdaClientBuilder;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.State;

/**
 * {@link NodeCommands} for runners that are Lambda functions: a node {@code function:NAME} is the
 * function of that name, and every other one is left to the adapter for machines. The function is
 * called asynchronously, with the bucket and the operation's id.
 *
 * <p>Two things are otherwise than on a machine. Lambda says nothing of an invocation that was
 * queued, so that a command is {@code RUNNING} until Lambda must have given it up, and then {@code
 * TIMED_OUT}: the runner's result is what tells. And nobody can be told inside a function, so
 * {@link #cancel} does nothing: the runner looks into the bucket by itself every 10 seconds.
 * Thread-safe.
 */
public final class FunctionNodeCommands implements NodeCommands {
  private static final String PREFIX = FleetSettings.FUNCTION_PREFIX;

  /** How long an event may wait for the function; its stack says so, too. */
  private static final Duration MAX_EVENT_AGE = Duration.ofMinutes(5);

  /** Lambda's longest time-out (AWS Lambda Developer Guide, "Lambda quotas"). */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private static final Duration GIVEN_UP = MAX_EVENT_AGE.plus(LONGEST).plus(Duration.ofMinutes(1));

  /** AWS Lambda API Reference, "CreateFunction", FunctionName. */
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  /** Function, bucket, operation, second of the epoch, Lambda's request id. */
  private static final Pattern COMMAND_ID =
      Pattern.compile(
          PREFIX
              + "(?<function>"
              + NAME
              + "):(?<bucket>"
              + RunnerTask.BUCKET
              + "):(?<operation>"
              + RunnerTask.OPERATION_ID
              + "):(?<second>[0-9]{1,12}):[a-zA-Z0-9-]{1,64}");

  private final LambdaClient lambda;
  private final NodeCommands machines;
  private final Clock clock;

  /**
   * Commands to functions by the given client, which stays the caller's to close, and to machines.
   */
  public FunctionNodeCommands(LambdaClient lambda, NodeCommands machines, Clock clock) {
    this.lambda = lambda;
    this.machines = machines;
    this.clock = clock;
  }

  /**
   * A builder with what these calls want of a client: they may be made twice, since only one runner
   * can claim the work.
   */
  public static LambdaClientBuilder clientBuilder() {
    return Clients.quick(LambdaClient.builder());
  }

  /** Of a function: whether Lambda could make it and has it still. */
  @Override
  public boolean isOnline(String node) {
    if (!isFunction(node)) {
      return machines.isOnline(node);
    }
    String function = functionOf(node);
    try {
      State state =
          lambda.getFunctionConfiguration(request -> request.functionName(function)).state();
      return state != State.FAILED && state != State.PENDING;
    } catch (ResourceNotFoundException _) {
      throw unknown(function);
    } catch (SdkException e) {
      throw unavailable("Lambda does not say whether " + function + " is there", e);
    }
  }

  @Override
  public String run(String node, RunnerTask task) {
    if (!isFunction(node)) {
      return machines.run(node, task);
    }
    String function = functionOf(node);
    String event =
        "{\"bucket\":\"%s\",\"operationId\":\"%s\"}".formatted(task.bucket(), task.operationId());
    try {
      InvokeResponse accepted =
          lambda.invoke(
              request ->
                  request
                      .functionName(function)
                      .invocationType(InvocationType.EVENT)
                      .payload(SdkBytes.fromUtf8String(event)));
      return "%s%s:%s:%s:%d:%s"
          .formatted(
              PREFIX,
              function,
              task.bucket(),
              task.operationId(),
              clock.instant().getEpochSecond(),
              accepted.responseMetadata().requestId());
    } catch (ResourceNotFoundException _) {
      throw unknown(function);
    } catch (SdkException e) {
      throw unavailable(function + " did not take the event of operation " + task.operationId(), e);
    }
  }

  @Override
  public void cancel(String node, RunnerTask task) {
    if (!isFunction(node)) {
      machines.cancel(node, task);
    }
  }

  @Override
  public Optional<CommandReport> find(String commandId) {
    if (!commandId.startsWith(PREFIX)) {
      return machines.find(commandId);
    }
    Matcher id = COMMAND_ID.matcher(commandId);
    if (!id.matches()) {
      return Optional.empty();
    }
    Instant sent = Instant.ofEpochSecond(Long.parseLong(id.group("second")));
    boolean over = clock.instant().isAfter(sent.plus(GIVEN_UP));
    return Optional.of(
        new CommandReport(
            commandId,
            new RunnerTask(id.group("bucket"), id.group("operation")),
            over ? CommandState.TIMED_OUT : CommandState.RUNNING,
            "",
            Optional.of(log(id.group("function")))));
  }

  private String log(String function) {
    return CommandLog.page(
        lambda.serviceClientConfiguration().region(), "/aws/lambda/" + function, "");
  }

  private static boolean isFunction(String node) {
    return node.startsWith(PREFIX);
  }

  static String functionOf(String node) {
    String name = node.substring(PREFIX.length());
    if (!NAME.matcher(name).matches()) {
      throw unknown(name);
    }
    return name;
  }

  static VigieException unknown(String function) {
    return new VigieException(
        ErrorCode.NODE_UNKNOWN, "there is no function " + function + " in this region");
  }

  static VigieException unavailable(String message, SdkException cause) {
    return new VigieException(
        ErrorCode.NODE_UNAVAILABLE,
        message + ": " + cause.getMessage(),
        "Look at the function in Lambda's console, and at the caller's permissions.",
        cause);
  }
}
