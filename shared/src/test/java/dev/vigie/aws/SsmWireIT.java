package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.node.RunnerTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * What is sent and what is understood, byte for byte. The golden files hold requests and answers in
 * the shapes of the AWS Systems Manager API Reference: SendCommand, ListCommands,
 * GetCommandInvocation, DescribeInstanceInformation, GetParameter and their data types.
 */
class SsmWireIT {
  private static final String NODE = "i-02573cafcfEXAMPLE";
  private static final String COMMAND = "92853adf-ba41-4cd6-9a88-142d1e5a3c01";
  private static final RunnerTask TASK =
      new RunnerTask("nocodb-pg-backups-storage-bucket-1a2b", "20261123T020000Z-0123456789");

  private final Deque<SsmEndpoint.Answer> answers = new ArrayDeque<>();
  private SsmEndpoint endpoint;
  private SsmClient client;

  @BeforeEach
  void open() throws IOException {
    endpoint = new SsmEndpoint(_ -> answers.size() > 1 ? answers.remove() : answers.element());
    client = endpoint.client();
  }

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  @Test
  void run_sendsTheDocumentedRequest() throws IOException {
    answers.add(golden("send-command.response.json"));

    assertThat(commands().run(NODE, TASK)).isEqualTo("92853adf-ba41-4cd6-9a88-142d1EXAMPLE");
    assertThat(onlyCall().action()).isEqualTo("SendCommand");
    assertThat(onlyCall().contentType()).isEqualTo("application/x-amz-json-1.1");
    assertThat(onlyCall().body()).isEqualTo(json("send-command.request.json"));
  }

  @Test
  void cancel_sendsTheSameWithItsOwnDocument() throws IOException {
    answers.add(golden("send-command.response.json"));
    commands().cancel(NODE, TASK);

    ObjectNode expected = (ObjectNode) json("send-command.request.json");
    expected.put("DocumentName", FakeSsm.CANCEL);
    assertThat(onlyCall().body()).isEqualTo(expected);
  }

  @Test
  void run_withoutALogGroup_sendsNoOutputConfiguration() throws IOException {
    answers.add(golden("send-command.response.json"));
    new SsmNodeCommands(
            client,
            new CommandDocument(
                "vigie-run-operation", FakeSsm.CANCEL, Duration.ofMinutes(10), Optional.empty()),
            Optional.empty())
        .run(NODE, TASK);

    ObjectNode expected = (ObjectNode) json("send-command.request.json");
    expected.remove("CloudWatchOutputConfig");
    assertThat(onlyCall().body()).isEqualTo(expected);
  }

  @Test
  void node_givenByItsName_isLookedUpAtEveryCall() throws IOException {
    answers.add(golden("get-parameter.response.json"));
    answers.add(golden("describe-instance-information.response.json"));
    answers.add(golden("get-parameter.response.json"));
    answers.add(golden("send-command.response.json"));

    assertThat(commands().isOnline("database-1")).isTrue();
    assertThat(commands().run("database-1", TASK)).isNotEmpty();
    assertThat(endpoint.calls())
        .extracting(SsmEndpoint.Call::action)
        .containsExactly(
            "GetParameter", "DescribeInstanceInformation", "GetParameter", "SendCommand");
    assertThat(endpoint.calls().get(0).body()).isEqualTo(json("get-parameter.request.json"));
    assertThat(endpoint.calls().get(1).body())
        .isEqualTo(json("describe-instance-information.request.json"));
    assertThat(endpoint.calls().get(3).body()).isEqualTo(json("send-command.request.json"));
  }

  @Test
  void name_withoutAParameter_isNodeUnknownWithAHint() {
    answers.add(SsmEndpoint.Answer.error(400, "ParameterNotFound", ""));

    assertUnknown(commands(), "database-2", "database-2 under /vigie/quickdata/nodes/");
    assertThat(endpoint.calls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "database-1/x", "/ec2/keypair/key", "Database-1", "a b"})
  void name_thatNoNodeCanHave_isNodeUnknown_andIsNotLookedUp(String name) {
    answers.add(SsmEndpoint.Answer.error(400, "ParameterNotFound", ""));

    assertUnknown(commands(), name, "there is no node " + name);
    assertThat(endpoint.calls()).isEmpty();
  }

  @Test
  void name_withNowhereToLookItUp_isNodeUnknown() {
    answers.add(SsmEndpoint.Answer.error(400, "ParameterNotFound", ""));
    CommandDocument document =
        new CommandDocument(
            "vigie-run-operation", FakeSsm.CANCEL, Duration.ofMinutes(10), Optional.empty());

    assertUnknown(
        new SsmNodeCommands(client, document, Optional.empty()),
        "database-1",
        "no place to look its name up is set");
    assertThat(endpoint.calls()).isEmpty();
  }

  @Test
  void name_thatTheRoleMayNotLookUp_isNodeUnavailableWithAHint() {
    answers.add(SsmEndpoint.Answer.error(400, "AccessDeniedException", "not authorized"));

    assertThatThrownBy(() -> commands().isOnline("database-1"))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE);
              assertThat(e.hint()).contains("role may use SSM");
            })
        .hasMessageContaining("which instance node database-1 is");
  }

  @Test
  void isOnline_asksForTheOneNode() throws IOException {
    answers.add(golden("describe-instance-information.response.json"));

    assertThat(commands().isOnline(NODE)).isTrue();
    assertThat(onlyCall().action()).isEqualTo("DescribeInstanceInformation");
    assertThat(onlyCall().body()).isEqualTo(json("describe-instance-information.request.json"));
  }

  @Test
  void node_whoseAgentIsSilent_isOffline() throws IOException {
    String online = golden("describe-instance-information.response.json").body();
    answers.add(SsmEndpoint.Answer.ok(online.replace("Online", "ConnectionLost")));

    assertThat(commands().isOnline(NODE)).isFalse();
  }

  @Test
  void find_joinsTheCommandAndItsInvocation() throws IOException {
    answers.add(golden("list-commands.response.json"));
    answers.add(golden("get-command-invocation.response.json"));

    assertThat(commands().find(COMMAND))
        .contains(
            new CommandReport(
                COMMAND,
                TASK,
                CommandState.SUCCEEDED,
                "{\"status\":\"SUCCEEDED\"}\n",
                Optional.of(
                    "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1"
                        + "#logsV2:log-groups/log-group/$252Fvigie$252Frunner"
                        + "$3FlogStreamNameFilter$3D"
                        + COMMAND)));
    assertThat(endpoint.calls())
        .extracting(SsmEndpoint.Call::action)
        .containsExactly("ListCommands", "GetCommandInvocation");
    assertThat(endpoint.calls().get(0).body()).isEqualTo(json("list-commands.request.json"));
    assertThat(endpoint.calls().get(1).body())
        .isEqualTo(json("get-command-invocation.request.json"));
  }

  @Test
  void find_beforeTheInvocationExists_isPending() throws IOException {
    String sent = golden("list-commands.response.json").body().replace("InProgress", "Pending");
    answers.add(SsmEndpoint.Answer.ok(sent));
    answers.add(SsmEndpoint.Answer.error(400, "InvocationDoesNotExist", ""));

    assertThat(commands().find(COMMAND).orElseThrow().state()).isEqualTo(CommandState.PENDING);
  }

  @Test
  void find_ofACommandThatWasNeverDelivered_isTimedOut() throws IOException {
    String sent =
        golden("list-commands.response.json")
            .body()
            .replace("\"Status\": \"InProgress\"", "\"Status\": \"TimedOut\"")
            .replace(
                "\"StatusDetails\": \"InProgress\"", "\"StatusDetails\": \"DeliveryTimedOut\"");
    answers.add(SsmEndpoint.Answer.ok(sent));
    answers.add(SsmEndpoint.Answer.error(400, "InvocationDoesNotExist", ""));

    assertThat(commands().find(COMMAND).orElseThrow().state()).isEqualTo(CommandState.TIMED_OUT);
  }

  @Test
  void find_ofSomebodyElsesCommand_isEmpty() throws IOException {
    String other =
        golden("list-commands.response.json").body().replace("\"Bucket\"", "\"commands\"");
    answers.add(SsmEndpoint.Answer.ok(other));

    assertThat(commands().find(COMMAND)).isEmpty();
  }

  @Test
  void find_ofAnIdThatSsmRefuses_isEmpty() {
    answers.add(SsmEndpoint.Answer.error(400, "InvalidCommandId", ""));

    assertThat(commands().find(COMMAND)).isEmpty();
  }

  @Test
  void throttling_thatPasses_isRetried() throws IOException {
    answers.add(SsmEndpoint.Answer.error(400, "ThrottlingException", "Rate exceeded"));
    answers.add(golden("send-command.response.json"));

    assertThat(commands().run(NODE, TASK)).isNotEmpty();
    assertThat(endpoint.calls()).hasSize(2);
  }

  @Test
  void serverError_thatLasts_isNodeUnavailableAfterThreeAttempts() {
    answers.add(SsmEndpoint.Answer.error(500, "InternalServerError", "An error occurred"));

    assertUnavailable("InternalServerError", "SSM agent");
    assertThat(endpoint.calls()).hasSize(3);
  }

  @Test
  void instance_thatSsmDoesNotKnow_isNodeUnavailableWithAHint() {
    answers.add(
        SsmEndpoint.Answer.error(400, "InvalidInstanceId", "Instances not in a valid state"));

    assertUnavailable("InvalidInstanceId", "registered");
    assertThat(endpoint.calls()).hasSize(1);
  }

  @Test
  void document_thatIsNotDeployed_isNodeUnavailableWithAHint() {
    answers.add(SsmEndpoint.Answer.error(400, "InvalidDocument", ""));

    assertUnavailable("InvalidDocument", "document is deployed");
  }

  @Test
  void permission_thatLacks_isNodeUnavailableWithAHint() {
    answers.add(SsmEndpoint.Answer.error(400, "AccessDeniedException", "not authorized"));

    assertUnavailable("AccessDeniedException", "role may use SSM");
  }

  @Test
  void endpoint_thatIsNotThere_isNodeUnavailable() {
    endpoint.close();

    assertUnavailable("did not take the command", "SSM agent");
    assertThatThrownBy(() -> commands().isOnline(NODE)).isInstanceOf(VigieException.class);
    assertThatThrownBy(() -> commands().find(COMMAND)).isInstanceOf(VigieException.class);
  }

  private void assertUnavailable(String message, String hint) {
    assertThatThrownBy(() -> commands().run(NODE, TASK))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE);
              assertThat(e.hint()).contains(hint);
            })
        .hasMessageContaining(message)
        .hasMessageContaining(NODE);
  }

  private static void assertUnknown(SsmNodeCommands commands, String name, String message) {
    assertThatThrownBy(() -> commands.run(name, TASK))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNKNOWN);
              assertThat(e.hint()).contains("infrastructure is deployed");
            })
        .hasMessageContaining(message);
  }

  private SsmNodeCommands commands() {
    return new SsmNodeCommands(
        client,
        new CommandDocument(
            "vigie-run-operation",
            FakeSsm.CANCEL,
            Duration.ofMinutes(10),
            Optional.of("/vigie/runner")),
        Optional.of(new NodeAddresses("/vigie/quickdata/nodes/")));
  }

  private SsmEndpoint.Call onlyCall() {
    List<SsmEndpoint.Call> calls = endpoint.calls();
    assertThat(calls).hasSize(1);
    return calls.getFirst();
  }

  private static JsonNode json(String name) throws IOException {
    return SsmEndpoint.JSON.readTree(golden(name).body());
  }

  private static SsmEndpoint.Answer golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(SsmWireIT.class.getResourceAsStream("ssm/" + name), name)) {
      return SsmEndpoint.Answer.ok(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
