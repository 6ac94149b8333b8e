package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes by their names, which Systems Manager's Parameter Store leads to an instance. */
class SsmNodeNamesIT {
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
  void node_givenByItsName_isLookedUpAtEveryCall() throws IOException {
    wire.answer("get-parameter.response.json");
    wire.answer("describe-instance-information.response.json");
    wire.answer("get-parameter.response.json");
    wire.answer("send-command.response.json");

    assertThat(wire.commands().isOnline("database-1")).isTrue();
    assertThat(wire.commands().run("database-1", SsmWire.TASK)).isNotEmpty();
    assertThat(wire.calls())
        .extracting(SsmEndpoint.Call::action)
        .containsExactly(
            "GetParameter", "DescribeInstanceInformation", "GetParameter", "SendCommand");
    assertThat(wire.calls().get(0).body()).isEqualTo(SsmWire.json("get-parameter.request.json"));
    assertThat(wire.calls().get(1).body())
        .isEqualTo(SsmWire.json("describe-instance-information.request.json"));
    assertThat(wire.calls().get(3).body()).isEqualTo(SsmWire.json("send-command.request.json"));
  }

  @Test
  void name_withoutAParameter_isNodeUnknownWithAHint() {
    wire.answer(SsmEndpoint.Answer.error(400, "ParameterNotFound", ""));

    assertUnknown(wire.commands(), "database-2", "database-2 under /vigie/quickdata/nodes/");
    assertThat(wire.calls()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "database-1/x", "/ec2/keypair/key", "Database-1", "a b"})
  void name_thatNoNodeCanHave_isNodeUnknown_andIsNotLookedUp(String name) {
    wire.answer(SsmEndpoint.Answer.error(400, "ParameterNotFound", ""));

    assertUnknown(wire.commands(), name, "there is no node " + name);
    assertThat(wire.calls()).isEmpty();
  }

  @Test
  void name_withNowhereToLookItUp_isNodeUnknown() {
    wire.answer(SsmEndpoint.Answer.error(400, "ParameterNotFound", ""));

    assertUnknown(
        wire.commands(Optional.empty(), Optional.empty()),
        "database-1",
        "no place to look its name up is set");
    assertThat(wire.calls()).isEmpty();
  }

  @Test
  void name_thatTheRoleMayNotLookUp_isNodeUnavailableWithAHint() {
    wire.answer(SsmEndpoint.Answer.error(400, "AccessDeniedException", "not authorized"));

    assertThatThrownBy(() -> wire.commands().isOnline("database-1"))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE);
              assertThat(e.hint()).contains("role may use SSM");
            })
        .hasMessageContaining("which instance node database-1 is");
  }

  private static void assertUnknown(SsmNodeCommands commands, String name, String message) {
    assertThatThrownBy(() -> commands.run(name, SsmWire.TASK))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNKNOWN);
              assertThat(e.hint()).contains("infrastructure is deployed");
            })
        .hasMessageContaining(message);
  }
}
