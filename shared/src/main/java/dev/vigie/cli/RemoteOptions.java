package dev.vigie.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.aws.Caller;
import dev.vigie.aws.LambdaFunctions;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.JsonDocuments;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** Whether a deployment does the work, and which one. */
final class RemoteOptions {
  /** Names the deployment. */
  static final String VARIABLE = "VIGIE_DEPLOYMENT";

  /** As the stacks name them: a project, and perhaps an environment behind a hyphen. */
  private static final Pattern DEPLOYMENT = Pattern.compile("[a-z][a-z0-9-]{0,43}");

  @Option(
      names = "--remote",
      description =
          "Of a deployment: its bucket, and where something is to be done, its function, which is"
              + " called and followed.")
  private boolean remote;

  @Option(
      names = "--deployment",
      description = "Name of the deployment, for example quickdata (default: $VIGIE_DEPLOYMENT).",
      paramLabel = "NAME")
  private @Nullable String deployment;

  boolean isRemote() {
    return remote;
  }

  /**
   * Calls a function of the deployment, telling it who asks.
   *
   * @throws VigieException with the function's own code if it refused, else as {@link
   *     LambdaFunctions#invoke}
   */
  ObjectNode invoke(String function, ObjectNode event) {
    String name = deployment();
    event.put("requestedBy", Caller.arn());
    try (LambdaClient client = LambdaFunctions.clientBuilder().build()) {
      return answer(new LambdaFunctions(client, name).invoke(function, event.toString()));
    }
  }

  /**
   * The deployment's name.
   *
   * @throws VigieException {@code SETTING_INVALID} if none is named, or it is not of the form
   */
  String deployment() {
    String name =
        Optional.ofNullable(deployment == null ? System.getenv(VARIABLE) : deployment).orElse("");
    if (!DEPLOYMENT.matcher(name).matches()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "the deployment's name '" + name + "' is not of the form " + DEPLOYMENT.pattern(),
          "Name it by --deployment or " + VARIABLE + ".",
          null);
    }
    return name;
  }

  /** What a function answered, unless that is a refusal. */
  static ObjectNode answer(String json) {
    JsonNode answer = parse(json);
    if (answer.path("status").asText().equals("REFUSED") && answer.has("error")) {
      JsonNode error = answer.path("error");
      throw new VigieException(
          code(error.path("code").asText()),
          error.path("message").asText(),
          error.path("hint").asText(),
          null);
    }
    return answer instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }

  private static JsonNode parse(String json) {
    try {
      return JsonDocuments.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new VigieException(ErrorCode.FUNCTION_FAILED, "the function did not answer JSON", e);
    }
  }

  /** A newer deployment may refuse with a code that this program does not know. */
  private static ErrorCode code(String name) {
    try {
      return ErrorCode.valueOf(name);
    } catch (IllegalArgumentException _) {
      return ErrorCode.REQUEST_INVALID;
    }
  }
}
