package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is sent and what is understood, byte for byte, as {@link SsmWire} has it from the AWS
 * Systems Manager API Reference.
 */
class SsmWireIT {
  private static final String COMMAND = "92853adf-ba41-4cd6-9a88-142d1e5a3c01";

  private SsmWire wire;

  @BeforeEach
  void open() throws IOException {
    wire = new SsmWire();
  }

  @AfterEach
  void close() {
    wire.close();
  }

  @Test
  void run_sendsTheDocumentedRequest() throws IOException {
    wire.answer("send-command.response.json");

    assertThat(wire.commands().run(SsmWire.NODE, SsmWire.TASK))
        .isEqualTo("92853adf-ba41-4cd6-9a88-142d1EXAMPLE");
    assertThat(onlyCall().action()).isEqualTo("SendCommand");
    assertThat(onlyCall().contentType()).isEqualTo("application/x-amz-json-1.1");
    assertThat(onlyCall().body()).isEqualTo(SsmWire.json("send-command.request.json"));
  }

  @Test
  void cancel_sendsTheSameWithItsOwnDocument() throws IOException {
    wire.answer("send-command.response.json");
    wire.commands().cancel(SsmWire.NODE, SsmWire.TASK);

    ObjectNode expected = (ObjectNode) SsmWire.json("send-command.request.json");
    expected.put("DocumentName", FakeSsm.CANCEL);
    assertThat(onlyCall().body()).isEqualTo(expected);
  }

  @Test
  void run_withoutALogGroup_sendsNoOutputConfiguration() throws IOException {
    wire.answer("send-command.response.json");
    wire.commands(Optional.empty(), Optional.empty()).run(SsmWire.NODE, SsmWire.TASK);

    ObjectNode expected = (ObjectNode) SsmWire.json("send-command.request.json");
    expected.remove("CloudWatchOutputConfig");
    assertThat(onlyCall().body()).isEqualTo(expected);
  }

  @Test
  void isOnline_asksForTheOneNode() throws IOException {
    wire.answer("describe-instance-information.response.json");

    assertThat(wire.commands().isOnline(SsmWire.NODE)).isTrue();
    assertThat(onlyCall().action()).isEqualTo("DescribeInstanceInformation");
    assertThat(onlyCall().body())
        .isEqualTo(SsmWire.json("describe-instance-information.request.json"));
  }

  @Test
  void node_whoseAgentIsSilent_isOffline() throws IOException {
    String online = SsmWire.golden("describe-instance-information.response.json");
    wire.answer(SsmEndpoint.Answer.ok(online.replace("Online", "ConnectionLost")));

    assertThat(wire.commands().isOnline(SsmWire.NODE)).isFalse();
  }

  @Test
  void find_joinsTheCommandAndItsInvocation() throws IOException {
    wire.answer("list-commands.response.json");
    wire.answer("get-command-invocation.response.json");

    assertThat(wire.commands().find(COMMAND))
        .contains(
            new CommandReport(
                COMMAND,
                SsmWire.TASK,
                CommandState.SUCCEEDED,
                "{\"status\":\"SUCCEEDED\"}\n",
                Optional.of(
                    "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1"
                        + "#logsV2:log-groups/log-group/$252Fvigie$252Frunner"
                        + "$3FlogStreamNameFilter$3D"
                        + COMMAND)));
    assertThat(wire.calls())
        .extracting(SsmEndpoint.Call::action)
        .containsExactly("ListCommands", "GetCommandInvocation");
    assertThat(wire.calls().get(0).body()).isEqualTo(SsmWire.json("list-commands.request.json"));
    assertThat(wire.calls().get(1).body())
        .isEqualTo(SsmWire.json("get-command-invocation.request.json"));
  }

  @Test
  void find_beforeTheInvocationExists_isPending() throws IOException {
    String sent = SsmWire.golden("list-commands.response.json").replace("InProgress", "Pending");
    wire.answer(SsmEndpoint.Answer.ok(sent));
    wire.answer(SsmEndpoint.Answer.error(400, "InvocationDoesNotExist", ""));

    assertThat(wire.commands().find(COMMAND).orElseThrow().state()).isEqualTo(CommandState.PENDING);
  }

  @Test
  void find_ofACommandThatWasNeverDelivered_isTimedOut() throws IOException {
    String sent =
        SsmWire.golden("list-commands.response.json")
            .replace("\"Status\": \"InProgress\"", "\"Status\": \"TimedOut\"")
            .replace(
                "\"StatusDetails\": \"InProgress\"", "\"StatusDetails\": \"DeliveryTimedOut\"");
    wire.answer(SsmEndpoint.Answer.ok(sent));
    wire.answer(SsmEndpoint.Answer.error(400, "InvocationDoesNotExist", ""));

    assertThat(wire.commands().find(COMMAND).orElseThrow().state())
        .isEqualTo(CommandState.TIMED_OUT);
  }

  @Test
  void find_ofSomebodyElsesCommand_isEmpty() throws IOException {
    String other =
        SsmWire.golden("list-commands.response.json").replace("\"Bucket\"", "\"commands\"");
    wire.answer(SsmEndpoint.Answer.ok(other));

    assertThat(wire.commands().find(COMMAND)).isEmpty();
  }

  @Test
  void find_ofAnIdThatSsmRefuses_isEmpty() {
    wire.answer(SsmEndpoint.Answer.error(400, "InvalidCommandId", ""));

    assertThat(wire.commands().find(COMMAND)).isEmpty();
  }

  @Test
  void throttling_thatPasses_isRetried() throws IOException {
    wire.answer(SsmEndpoint.Answer.error(400, "ThrottlingException", "Rate exceeded"));
    wire.answer("send-command.response.json");

    assertThat(wire.commands().run(SsmWire.NODE, SsmWire.TASK)).isNotEmpty();
    assertThat(wire.calls()).hasSize(2);
  }

  @Test
  void serverError_thatLasts_isNodeUnavailableAfterThreeAttempts() {
    wire.answer(SsmEndpoint.Answer.error(500, "InternalServerError", "An error occurred"));

    assertUnavailable("InternalServerError", "SSM agent");
    assertThat(wire.calls()).hasSize(3);
  }

  @Test
  void instance_thatSsmDoesNotKnow_isNodeUnavailableWithAHint() {
    wire.answer(
        SsmEndpoint.Answer.error(400, "InvalidInstanceId", "Instances not in a valid state"));

    assertUnavailable("InvalidInstanceId", "registered");
    assertThat(wire.calls()).hasSize(1);
  }

  @Test
  void document_thatIsNotDeployed_isNodeUnavailableWithAHint() {
    wire.answer(SsmEndpoint.Answer.error(400, "InvalidDocument", ""));

    assertUnavailable("InvalidDocument", "document is deployed");
  }

  @Test
  void permission_thatLacks_isNodeUnavailableWithAHint() {
    wire.answer(SsmEndpoint.Answer.error(400, "AccessDeniedException", "not authorized"));

    assertUnavailable("AccessDeniedException", "role may use SSM");
  }

  @Test
  void endpoint_thatIsNotThere_isNodeUnavailable() {
    wire.hangUp();

    assertUnavailable("did not take the command", "SSM agent");
    assertThatThrownBy(() -> wire.commands().isOnline(SsmWire.NODE))
        .isInstanceOf(VigieException.class);
    assertThatThrownBy(() -> wire.commands().find(COMMAND)).isInstanceOf(VigieException.class);
  }

  private void assertUnavailable(String message, String hint) {
    assertThatThrownBy(() -> wire.commands().run(SsmWire.NODE, SsmWire.TASK))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE);
              assertThat(e.hint()).contains(hint);
            })
        .hasMessageContaining(message)
        .hasMessageContaining(SsmWire.NODE);
  }

  private SsmEndpoint.Call onlyCall() {
    List<SsmEndpoint.Call> calls = wire.calls();
    assertThat(calls).hasSize(1);
    return calls.getFirst();
  }
}
