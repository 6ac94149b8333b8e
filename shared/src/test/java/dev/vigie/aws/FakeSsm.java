package dev.vigie.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The five actions that Vigie uses, with SSM's memory: one node is online, its commands run until
 * the test ends them. The invocation of a command does not exist for the first who asks, as it
 * happens right after {@code SendCommand}.
 */
final class FakeSsm implements Function<SsmEndpoint.Call, SsmEndpoint.Answer> {
  /** The name of the document that ends runners. */
  static final String CANCEL = "vigie-cancel";

  private static final int OUTPUT_HEAD = 24_000;

  private final String node;
  private final Map<String, ObjectNode> commands = new LinkedHashMap<>();
  private final Map<String, ObjectNode> invocations = new LinkedHashMap<>();

  FakeSsm(String node) {
    this.node = node;
  }

  /** Ends the operation's commands as the agent would report it. */
  synchronized void end(String operationId, String output, int exitStatus) {
    String status = exitStatus == 0 ? "Success" : "Failed";
    for (ObjectNode command : commands.values()) {
      if (command.at("/Parameters/OperationId/0").asText().equals(operationId)
          && command.path("Status").asText().equals("Pending")) {
        command.put("Status", status).put("StatusDetails", status);
        invocations
            .computeIfAbsent(
                command.path("CommandId").asText(), _ -> SsmEndpoint.JSON.createObjectNode())
            .put("Status", status)
            .put("StatusDetails", status)
            .put("ResponseCode", exitStatus)
            .put(
                "StandardOutputContent",
                output.substring(0, Math.min(output.length(), OUTPUT_HEAD)));
      }
    }
  }

  @Override
  public synchronized SsmEndpoint.Answer apply(SsmEndpoint.Call call) {
    JsonNode body = call.body();
    return switch (call.action()) {
      case "DescribeInstanceInformation" -> describe(body.at("/Filters/0/Values/0").asText());
      case "GetParameter" -> SsmEndpoint.Answer.ok("{\"Parameter\":{\"Value\":\"" + node + "\"}}");
      case "SendCommand" -> send(body);
      case "ListCommands" -> list(body.path("CommandId").asText());
      case "GetCommandInvocation" -> invocation(body.path("CommandId").asText());
      default -> SsmEndpoint.Answer.error(400, "UnknownOperationException", call.action());
    };
  }

  private SsmEndpoint.Answer describe(String asked) {
    ObjectNode answer = SsmEndpoint.JSON.createObjectNode();
    var list = answer.putArray("InstanceInformationList");
    if (asked.equals(node)) {
      list.addObject().put("InstanceId", node).put("PingStatus", "Online");
    }
    return SsmEndpoint.Answer.ok(answer.toString());
  }

  private SsmEndpoint.Answer send(JsonNode body) {
    if (!body.at("/InstanceIds/0").asText().equals(node)) {
      return SsmEndpoint.Answer.error(400, "InvalidInstanceId", "Instances not in a valid state");
    }
    if (body.path("DocumentName").asText().equals(CANCEL)) {
      // What the document's script makes of a runner that it finds.
      end(body.at("/Parameters/OperationId/0").asText(), "", 143);
    }
    ObjectNode command = SsmEndpoint.JSON.createObjectNode();
    command.put("DocumentName", body.path("DocumentName").asText());
    command.put("CommandId", UUID.randomUUID().toString());
    command.set("Parameters", body.path("Parameters"));
    command.set("InstanceIds", body.path("InstanceIds"));
    command.put("Status", "Pending").put("StatusDetails", "Pending");
    commands.put(command.path("CommandId").asText(), command);
    ObjectNode answer = SsmEndpoint.JSON.createObjectNode();
    answer.set("Command", command);
    return SsmEndpoint.Answer.ok(answer.toString());
  }

  private SsmEndpoint.Answer list(String commandId) {
    ObjectNode answer = SsmEndpoint.JSON.createObjectNode();
    var list = answer.putArray("Commands");
    ObjectNode command = commands.get(commandId);
    if (command != null) {
      list.add(command);
    }
    return SsmEndpoint.Answer.ok(answer.toString());
  }

  private SsmEndpoint.Answer invocation(String commandId) {
    ObjectNode invocation = invocations.get(commandId);
    if (invocation == null) {
      invocations.put(
          commandId,
          SsmEndpoint.JSON
              .createObjectNode()
              .put("Status", "InProgress")
              .put("StatusDetails", "InProgress"));
      return SsmEndpoint.Answer.error(400, "InvocationDoesNotExist", "");
    }
    return SsmEndpoint.Answer.ok(invocation.toString());
  }
}
