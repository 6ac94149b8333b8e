package dev.vigie.aws;

import dev.vigie.node.NodeCommands;
import dev.vigie.node.NodeCommandsContract;
import dev.vigie.node.RunnerTask;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The contract over HTTP, against an endpoint with SSM's memory. */
class SsmNodeCommandsIT extends NodeCommandsContract {
  private static final String NODE = "i-02573cafcf0123456";

  private FakeSsm fake;
  private SsmEndpoint endpoint;
  private SsmClient client;

  @BeforeEach
  void open() throws IOException {
    fake = new FakeSsm(NODE);
    endpoint = new SsmEndpoint(fake);
    client = endpoint.client();
  }

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  @Override
  protected NodeCommands commands() {
    return new SsmNodeCommands(
        client,
        new CommandDocument(
            "vigie-run-operation", FakeSsm.CANCEL, Duration.ofMinutes(10), Optional.empty()),
        Optional.empty());
  }

  @Override
  protected String node() {
    return NODE;
  }

  @Override
  protected void end(RunnerTask task, String output, int exitStatus) {
    fake.end(task.operationId(), output, exitStatus);
  }
}
