package dev.vigie.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** What a runner that is a function says, by the wire form of Lambda's Invoke. */
class FunctionFactsIT {
  private static final String FACTS = "{\"schemaVersion\":1}";

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AwsEndpoint endpoint = new AwsEndpoint("/2015-03-31/functions/", this::answer);
  private final LambdaClient client = endpoint.client(FunctionFacts.clientBuilder());

  @AfterEach
  void close() {
    over.countDown();
    client.close();
    endpoint.close();
    threads.close();
  }

  @Test
  void function_isCalledAndWaitedFor() {
    assertThat(ask("function:runner")).isEqualTo(FACTS);
    assertThat(asked).containsExactly("runner RequestResponse {\"probe\":\"server\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "failing, NODE_UNAVAILABLE, Runtime.ExitError",
    "throttled, NODE_UNAVAILABLE, throttled was not asked",
    "none, NODE_UNKNOWN, there is no function none",
    "a/../b, NODE_UNKNOWN, there is no function",
  })
  void function_thatDoesNotAnswer_isTold_andIsAskedOnce(
      String function, ErrorCode code, String words) {
    assertThatThrownBy(() -> ask("function:" + function))
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words);
    assertThat(asked).hasSizeLessThanOrEqualTo(1);
  }

  /** As a round of health asks: in a virtual thread. */
  @Test
  @Timeout(30)
  void function_thatHangs_isGivenUpInTime() {
    long start = System.nanoTime();

    assertThatThrownBy(() -> threads.submit(() -> ask("function:hanging")).get())
        .hasCauseInstanceOf(VigieException.class)
        .hasMessageContaining("hanging was not asked");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(FunctionFacts.LIMIT, FunctionFacts.LIMIT.plusSeconds(6));
  }

  private String ask(String node) {
    return new FunctionFacts(client).ask(node);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String function = exchange.getRequestURI().getPath().split("/", -1)[3];
    asked.add(
        "%s %s %s"
            .formatted(
                function,
                exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
    switch (function) {
      case "failing" ->
          reply(
              exchange,
              200,
              Map.of("X-Amz-Function-Error", "Unhandled"),
              "{\"errorType\":\"Runtime.ExitError\"}");
      case "throttled" ->
          reply(exchange, 429, Map.of("x-amzn-ErrorType", "TooManyRequestsException"), "{}");
      case "none" ->
          reply(exchange, 404, Map.of("x-amzn-ErrorType", "ResourceNotFoundException"), "{}");
      case "hanging" -> await();
      default -> reply(exchange, 200, Map.of(), FACTS);
    }
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reply(
      HttpExchange exchange, int status, Map<String, String> headers, String body)
      throws IOException {
    AwsEndpoint.reply(exchange, status, headers, body.getBytes(UTF_8));
  }
}
