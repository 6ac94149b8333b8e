package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.CommandReport;
import dev.vigie.node.CommandState;
import dev.vigie.node.InMemoryNodeCommands;
import dev.vigie.node.RunnerTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Runners that are functions, by the wire forms of Lambda's Invoke and GetFunctionConfiguration
 * (AWS Lambda API Reference). What a machine's command owes beyond that a function's cannot: Lambda
 * tells nothing of a queued invocation.
 */
class FunctionNodeCommandsIT {
  private static final String NODE = "function:vigie-quickdata-runner-rds";
  private static final RunnerTask TASK =
      new RunnerTask("vigie-contract-bucket", "20261123T020000Z-0123456789");
  private static final Instant NOW = Instant.parse("2026-11-23T02:00:00Z");

  private final InMemoryNodeCommands machines = new InMemoryNodeCommands();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AwsEndpoint endpoint = new AwsEndpoint("/2015-03-31/functions/", this::answer);
  private final LambdaClient client = endpoint.client(FunctionNodeCommands.clientBuilder());

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  @Test
  void run_sendsBucketAndIdAsAnEvent_alsoAfterAPassingFault() {
    failures.set(1);

    String id = at(NOW).run(NODE, TASK);

    assertThat(events)
        .containsExactly(
            "Event {\"bucket\":\"vigie-contract-bucket\","
                + "\"operationId\":\"20261123T020000Z-0123456789\"}");
    CommandReport report = at(NOW).find(id).orElseThrow();
    assertThat(report.task()).isEqualTo(TASK);
    assertThat(report.state()).isEqualTo(CommandState.RUNNING);
    assertThat(report.log().orElseThrow()).contains("eu-west-3", "vigie-quickdata-runner-rds");
  }

  @Test
  void command_isOverWhenLambdaMustHaveGivenItUp_andNotBefore() {
    String id = at(NOW).run(NODE, TASK);

    assertThat(at(NOW.plus(Duration.ofMinutes(20))).find(id).orElseThrow().state())
        .isEqualTo(CommandState.RUNNING);
    assertThat(at(NOW.plus(Duration.ofMinutes(22))).find(id).orElseThrow().state())
        .isEqualTo(CommandState.TIMED_OUT);
  }

  @Test
  void function_thatIsThere_isOnline_andOneThatCouldNotBeMadeIsNot() {
    assertThat(at(NOW).isOnline(NODE)).isTrue();
    assertThat(at(NOW).isOnline("function:failed")).isFalse();
  }

  @Test
  void function_thatIsNotThere_isUnknown() {
    for (String node : List.of("function:none", "function:", "function:a b", "function:a/../b")) {
      assertFails(ErrorCode.NODE_UNKNOWN, () -> at(NOW).isOnline(node));
      assertFails(ErrorCode.NODE_UNKNOWN, () -> at(NOW).run(node, TASK));
    }
  }

  @Test
  void lambda_thatDoesNotAnswer_isUnavailable() {
    failures.set(100);

    assertFails(ErrorCode.NODE_UNAVAILABLE, () -> at(NOW).isOnline(NODE));
    assertFails(ErrorCode.NODE_UNAVAILABLE, () -> at(NOW).run(NODE, TASK));
  }

  @Test
  void machines_areTheOtherAdaptersOwn() {
    String id = at(NOW).run(InMemoryNodeCommands.NODE, TASK);

    assertThat(events).isEmpty();
    assertThat(at(NOW).isOnline(InMemoryNodeCommands.NODE)).isTrue();
    assertThat(at(NOW).find(id)).isEqualTo(machines.find(id)).isPresent();
    at(NOW).cancel(NODE, TASK);
    assertThat(machines.find(id).orElseThrow().state().ended()).isFalse();
    at(NOW).cancel(InMemoryNodeCommands.NODE, TASK);
    assertThat(machines.find(id).orElseThrow().state().ended()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "function:",
        "function:a:b",
        "function:a:vigie-bucket:20261123T020000Z-0123456789:x:y",
        "function:a:vigie-bucket:not an id:1:y",
        "function:a:V:20261123T020000Z-0123456789:1:y"
      })
  void find_ofWhatIsNoId_isEmpty(String id) {
    assertThat(at(NOW).find(id)).isEmpty();
  }

  private FunctionNodeCommands at(Instant now) {
    return new FunctionNodeCommands(client, machines, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static void assertFails(ErrorCode code, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String[] path = exchange.getRequestURI().getPath().split("/", -1);
    String function = path[3];
    exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      exchange.getResponseHeaders().set("x-amzn-ErrorType", "ServiceException");
      reply(exchange, 500, "{\"Message\":\"try again\"}");
    } else if (function.equals("none")) {
      exchange.getResponseHeaders().set("x-amzn-ErrorType", "ResourceNotFoundException");
      reply(exchange, 404, "{\"Message\":\"Function not found\"}");
    } else if (path[4].equals("invocations")) {
      String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
      events.add(type + " " + new String(body, StandardCharsets.UTF_8));
      reply(exchange, 202, "");
    } else {
      reply(
          exchange,
          200,
          "{\"State\":\"%s\"}".formatted(function.equals("failed") ? "Failed" : "Active"));
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    AwsEndpoint.reply(exchange, status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }
}
