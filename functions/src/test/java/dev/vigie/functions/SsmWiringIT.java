package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vigie.local.LambdaRuntime;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The function as it is in AWS: its nodes are reached by SSM, at the SDK's own endpoint setting.
 */
class SsmWiringIT {
  private static final String COMMAND = "e8d3c0e4-71f7-4491-898f-c9b35bee5f3b";

  /** What SSM answers, by action (AWS Systems Manager API Reference). */
  private static final Map<String, String> ANSWERS =
      Map.of(
          "AmazonSSM.DescribeInstanceInformation",
          "{\"InstanceInformationList\":[{\"InstanceId\":\"i-0123456789abcdef0\","
              + "\"PingStatus\":\"Online\"}]}",
          "AmazonSSM.SendCommand",
          "{\"Command\":{\"CommandId\":\"" + COMMAND + "\"}}");

  private final Map<String, String> requests = new ConcurrentHashMap<>();

  @TempDir Path directory;

  @Test
  void backup_onANodeOfTheFleet_isSentAsTheDocument() throws IOException {
    HttpServer ssm =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ssm.createContext("/", this::answer);
    ssm.start();
    Map<String, String> settings =
        Map.of(
            "VIGIE_SSM_DOCUMENT", "vigie-run",
            "VIGIE_SSM_CANCEL_DOCUMENT", "vigie-cancel",
            "VIGIE_SSM_LOG_GROUP", "/vigie/runner",
            "VIGIE_SSM_DELIVERY_TIMEOUT", "PT2M",
            "AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:" + ssm.getAddress().getPort());

    try (FunctionStage stage = FunctionStage.start(directory);
        LambdaRuntime function = stage.startWith("StartBackup", settings)) {
      String event = "{\"cluster\":\"away\",\"database\":\"app\"}";
      JsonNode answer =
          FunctionStage.read(function.invoke(event.getBytes(StandardCharsets.UTF_8)).answer());

      assertThat(answer.path("dispatch").asText()).isEqualTo("SENT");
      String id = answer.path("operationId").asText();
      JsonNode sent = FunctionStage.read(requests.getOrDefault("AmazonSSM.SendCommand", "{}"));
      assertThat(sent.path("DocumentName").asText()).isEqualTo("vigie-run");
      assertThat(sent.path("TimeoutSeconds").asInt()).isEqualTo(120);
      assertThat(sent.path("Parameters"))
          .isEqualTo(
              FunctionStage.read(
                  "{\"Bucket\":[\"%s\"],\"OperationId\":[\"%s\"]}"
                      .formatted(stage.store().bucket(), id)));
      assertThat(new OperationJournal(stage.store()).command(new OperationId(id)))
          .contains(COMMAND);
    } finally {
      ssm.stop(0);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String action = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    requests.put(
        action, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    byte[] body = ANSWERS.getOrDefault(action, "{}").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
