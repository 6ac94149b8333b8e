package dev.vigie.aws;

import com.fasterxml.jackson.databind.JsonNode;
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
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * An endpoint that gives its answers in their order, the last one again and again, and a client of
 * it. The golden files hold requests and answers in the shapes of the AWS Systems Manager API
 * Reference: SendCommand, ListCommands, GetCommandInvocation, DescribeInstanceInformation,
 * GetParameter and their data types.
 */
final class SsmWire implements AutoCloseable {
  static final String NODE = "i-02573cafcfEXAMPLE";
  static final RunnerTask TASK =
      new RunnerTask("nocodb-pg-backups-storage-bucket-1a2b", "20261123T020000Z-0123456789");

  private static final Duration DELIVERY = Duration.ofMinutes(10);

  private final Deque<SsmEndpoint.Answer> answers = new ArrayDeque<>();
  private final SsmEndpoint endpoint;
  private final SsmClient client;

  SsmWire() throws IOException {
    endpoint = new SsmEndpoint(_ -> answers.size() > 1 ? answers.remove() : answers.element());
    client = endpoint.client();
  }

  /** The next answer. */
  void answer(SsmEndpoint.Answer answer) {
    answers.add(answer);
  }

  /** The next answer is that of the golden file. */
  void answer(String golden) throws IOException {
    answer(SsmEndpoint.Answer.ok(golden(golden)));
  }

  /** The adapter, as a deployment has it. */
  SsmNodeCommands commands() {
    return commands(
        Optional.of("/vigie/runner"), Optional.of(new NodeAddresses("/vigie/quickdata/nodes/")));
  }

  /** The adapter, with this group of logs and this place to look names up. */
  SsmNodeCommands commands(Optional<String> logGroup, Optional<NodeAddresses> addresses) {
    return new SsmNodeCommands(
        client,
        new CommandDocument("vigie-run-operation", FakeSsm.CANCEL, DELIVERY, logGroup),
        addresses);
  }

  /** What was asked so far, in order. */
  List<SsmEndpoint.Call> calls() {
    return endpoint.calls();
  }

  /** From now on nobody answers. */
  void hangUp() {
    endpoint.close();
  }

  @Override
  public void close() {
    client.close();
    endpoint.close();
  }

  /** A golden file as JSON. */
  static JsonNode json(String name) throws IOException {
    return SsmEndpoint.JSON.readTree(golden(name));
  }

  /** A golden file. */
  static String golden(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(SsmWire.class.getResourceAsStream("ssm/" + name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
