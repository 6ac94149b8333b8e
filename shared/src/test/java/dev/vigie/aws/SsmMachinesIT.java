package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.SeenMachine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Which machines there are and what they say, in the shapes of the AWS Systems Manager API
 * Reference: GetParametersByPath, DescribeInstanceInformation, SendCommand, GetCommandInvocation.
 */
class SsmMachinesIT {
  private static final String COMMAND = "92853adf-ba41-4cd6-9a88-142d1e5a3c01";
  private static final SeenMachine DATABASE =
      new SeenMachine("database-1", "i-0123456789abcdef0", true, Optional.empty());

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<SsmEndpoint.Call> calls = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void machines_areThoseThatHaveAParameter_andAreSeenAsSystemsManagerSeesThem() throws IOException {
    SsmMachines machines =
        open(
            call ->
                SsmEndpoint.Answer.ok(
                    switch (call.action()) {
                      case "GetParametersByPath" ->
                          """
                          {"Parameters":[
                            {"Name":"/vigie/q/nodes/database-1","Value":"i-0123456789abcdef0"},
                            {"Name":"/vigie/q/nodes/nat","Value":"i-0123456789abcdef1"},
                            {"Name":"/vigie/q/nodes/files","Value":"3f2a s3://b/k"}]}
                          """;
                      case "DescribeInstanceInformation" ->
                          """
                          {"InstanceInformationList":[
                            {"InstanceId":"i-0123456789abcdef0","PingStatus":"Online",
                             "LastPingDateTime":1.7638992E9},
                            {"InstanceId":"i-0123456789abcdef2","PingStatus":"ConnectionLost"}]}
                          """;
                      default -> throw new AssertionError(call.action());
                    }));

    assertThat(machines.seen(Set.of("i-0123456789abcdef2", "database-1", "function:x")))
        .extracting(SeenMachine::name, SeenMachine::online)
        .containsExactly(
            tuple("database-1", true), tuple("i-0123456789abcdef2", false), tuple("nat", false));
    assertThat(calls.getFirst().body().path("Path").asText()).isEqualTo("/vigie/q/nodes");
  }

  @Test
  void question_isSentOnce_andItsAnswerIsWaitedFor() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    SsmMachines machines =
        open(
            call -> {
              if (call.action().equals("SendCommand")) {
                return SsmEndpoint.Answer.ok("{\"Command\":{\"CommandId\":\"" + COMMAND + "\"}}");
              }
              return switch (asked.incrementAndGet()) {
                case 1 -> SsmEndpoint.Answer.error(400, "InvocationDoesNotExist", "not yet");
                case 2 -> invocation("InProgress", "");
                default -> invocation("Success", "{\\\"at\\\":1}");
              };
            });

    assertThat(machines.ask(DATABASE, Duration.ofSeconds(30))).isEqualTo("{\"at\":1}");
    List<SsmEndpoint.Call> sent =
        calls.stream().filter(call -> call.action().equals("SendCommand")).toList();
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().body().path("DocumentName").asText()).isEqualTo("vigie-q-probe");
    assertThat(sent.getFirst().body().at("/Parameters/Bucket/0").asText()).isEqualTo("bucket");
  }

  @Test
  void machine_thatFailsOrIsSilent_isUnavailable_andSaysWhy() throws IOException {
    SsmMachines failing =
        open(
            call ->
                call.action().equals("SendCommand")
                    ? SsmEndpoint.Answer.ok("{\"Command\":{\"CommandId\":\"" + COMMAND + "\"}}")
                    : SsmEndpoint.Answer.ok(
                        "{\"Status\":\"Failed\",\"StatusDetails\":\"Failed\","
                            + "\"StandardErrorContent\":\"no vigie here\"}"));
    assertThatThrownBy(() -> failing.ask(DATABASE, Duration.ofSeconds(30)))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NODE_UNAVAILABLE))
        .hasMessageContaining("no vigie here");

    SsmMachines silent =
        open(
            call ->
                call.action().equals("SendCommand")
                    ? SsmEndpoint.Answer.ok("{\"Command\":{\"CommandId\":\"" + COMMAND + "\"}}")
                    : invocation("Pending", ""));
    assertThatThrownBy(() -> silent.ask(DATABASE, Duration.ofMillis(600)))
        .hasMessageContaining("did not answer");
  }

  @Test
  void denial_isNamed() throws IOException {
    SsmMachines denied =
        open(_ -> SsmEndpoint.Answer.error(400, "AccessDeniedException", "not you"));

    assertThatThrownBy(() -> denied.seen(Set.of())).hasMessageContaining("AccessDenied");
    assertThatThrownBy(() -> denied.ask(DATABASE, Duration.ofSeconds(5)))
        .hasMessageContaining("AccessDenied");
  }

  private SsmMachines open(Function<SsmEndpoint.Call, SsmEndpoint.Answer> behaviour)
      throws IOException {
    SsmEndpoint endpoint =
        new SsmEndpoint(
            call -> {
              calls.add(call);
              return behaviour.apply(call);
            });
    SsmClient client = endpoint.client();
    open.push(endpoint);
    open.push(client);
    return new SsmMachines(client, new NodeAddresses("/vigie/q/nodes/"), "vigie-q-probe", "bucket");
  }

  private static SsmEndpoint.Answer invocation(String status, String output) {
    return SsmEndpoint.Answer.ok(
        "{\"Status\":\"%s\",\"StatusDetails\":\"%s\",\"StandardOutputContent\":\"%s\"}"
            .formatted(status, status, output));
  }
}
