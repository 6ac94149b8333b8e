package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.LambdaFunction;
import dev.vigie.local.LambdaResult;
import dev.vigie.local.LambdaRuntime;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handler started by Lambda's own runtime interface client, and what comes of each event. */
class LambdaRuntimeIT {
  private static final JsonMapper JSON = new JsonMapper();
  private static final BlockingQueue<String> LOG = new LinkedBlockingQueue<>();

  @TempDir static Path taskRoot;

  private static LambdaRuntime echo;

  @BeforeAll
  static void start() {
    echo = LambdaRuntime.start(function(EchoFunction.class.getName(), 30), LOG::add);
  }

  @AfterAll
  static void close() {
    echo.close();
  }

  @Test
  void event_isAnsweredByTheHandlerWithItsDependencies() throws IOException {
    JsonNode answer = answer(echo, "{\"été\":\"\\u2603\",\"n\":1}");

    assertThat(answer.path("été").asText()).isEqualTo("☃");
    assertThat(answer.path("greeting").asText()).isEqualTo("bonjour");
    assertThat(answer.path("function").asText()).isEqualTo("vigie-echo");
    assertThat(answer.path("remaining").asInt()).isBetween(1, 30_000);
  }

  @Test
  void start_isTimed() {
    assertThat(echo.startMillis()).isBetween(1L, 60_000L);
  }

  @Test
  void process_staysWarmForTheNextEvent() throws IOException {
    int first = answer(echo, "{}").path("invocations").asInt();
    long quickest = Long.MAX_VALUE;
    for (int i = 1; i <= 20; i++) {
      long before = System.nanoTime();
      assertThat(answer(echo, "{}").path("invocations").asInt()).isEqualTo(first + i);
      quickest = Math.min(quickest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before));
    }
    // A delayed acknowledgement would cost each of them 40 ms.
    assertThat(quickest).isLessThan(35);
  }

  @Test
  void log_isHandedOnLineByLine() throws Exception {
    LOG.clear();
    answer(echo, "{}");

    assertThat(LOG.poll(10, TimeUnit.SECONDS)).isEqualTo("echo says something");
  }

  @Test
  void badRequest_isAnsweredNotThrown() throws IOException {
    JsonNode answer = answer(echo, "{\"do\":\"refuse\"}");

    assertThat(answer)
        .isEqualTo(
            JSON.readTree(
                """
                {"status":"REFUSED","error":{"code":"REQUEST_INVALID","message":"not \\"that\\"",
                 "hint":"Compare the request with the examples in the README."}}
                """));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "[{\"a\":1}]",
        "null",
        "7",
        "\"x\"",
        "{",
        "{}{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\u0000}"
      })
  void event_thatIsNotOneObject_isRefused(String event) throws IOException {
    assertRefused(event.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void nonsense_ofOneMegabyte_isRefusedAndTheFunctionLivesOn() throws IOException {
    byte[] nonsense = new byte[1024 * 1024];
    Arrays.fill(nonsense, (byte) 0xfe);
    assertRefused(nonsense);
    assertRefused("[".repeat(1024 * 1024).getBytes(StandardCharsets.UTF_8));
    assertRefused("{\"a\":".repeat(200_000).getBytes(StandardCharsets.UTF_8));
    assertRefused(("{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8));

    assertThat(answer(echo, "{}").path("greeting").asText()).isEqualTo("bonjour");
  }

  @Test
  void failure_isThrownWithItsCodeAndHint() throws IOException {
    LambdaResult result = invoke(echo, "{\"do\":\"fail\"}");

    assertThat(result).isInstanceOf(LambdaResult.Failed.class);
    JsonNode error = JSON.readTree(((LambdaResult.Failed) result).json());
    assertThat(error.path("errorMessage").asText())
        .isEqualTo("NODE_UNAVAILABLE: node n is away (" + ErrorCode.NODE_UNAVAILABLE.hint() + ")");
    assertThat(error.path("errorType").asText()).isEqualTo(FunctionFailure.class.getName());
    assertThatThrownBy(result::answer)
        .isInstanceOf(VigieException.class)
        .hasMessageContaining("node n is away");
  }

  @Test
  void error_ofAnyKind_isAFailureAndTheFunctionLivesOn() throws IOException {
    assertThat(invoke(echo, "{\"do\":\"break\"}")).isInstanceOf(LambdaResult.Failed.class);
    assertThat(answer(echo, "{}").path("greeting").asText()).isEqualTo("bonjour");
  }

  @Test
  void event_largerThanLambdaTakes_isRefusedBeforeItIsSent() {
    assertThatThrownBy(() -> echo.invoke(new byte[6 * 1024 * 1024 + 1]))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
  }

  @Test
  void process_thatEnds_failsTheInvocationAndTheNext() {
    try (LambdaRuntime mortal =
        LambdaRuntime.start(function(EchoFunction.class.getName(), 30), _ -> {})) {
      assertFails(() -> invoke(mortal, "{\"do\":\"exit\"}"), "ended with status 3");
      assertFails(() -> invoke(mortal, "{}"), "ended with status 3");
    }
  }

  @Test
  void invocation_thatTakesTooLong_endsTheProcess() {
    try (LambdaRuntime slow =
        LambdaRuntime.start(function(EchoFunction.class.getName(), 1), _ -> {})) {
      assertFails(() -> invoke(slow, "{\"do\":\"hang\"}"), "did not answer within 1 s");
      assertFails(() -> invoke(slow, "{}"), "ended with status");
    }
  }

  /** The client tells of a class that is not there when the first event comes, not before. */
  @Test
  void handler_thatIsNotThere_failsTheInvocation() {
    LambdaFunction function = function("dev.vigie.functions.Nothing", 30);
    try (LambdaRuntime runtime = LambdaRuntime.start(function, _ -> {})) {
      assertFails(() -> invoke(runtime, "{}").answer(), "ClassNotFoundException");
    }
  }

  @Test
  void setting_thatIsWrong_endsTheStartWithItsName() {
    LambdaFunction good = function(EchoFunction.class.getName(), 30);
    LambdaFunction bad =
        new LambdaFunction(
            good.name(),
            good.handler(),
            good.jvmFlags(),
            good.classPath(),
            good.taskRoot(),
            Map.of("VIGIE_TEST_GREETING", " "),
            good.timeout());

    assertFails(() -> LambdaRuntime.start(bad, _ -> {}), "VIGIE_TEST_GREETING is blank");
  }

  @Test
  void classPath_withoutTheClient_doesNotStart() {
    LambdaFunction function =
        new LambdaFunction(
            "vigie-echo",
            "x.Y",
            List.of(),
            List.of(taskRoot),
            taskRoot,
            Map.of(),
            Duration.ofSeconds(1));

    assertFails(() -> LambdaRuntime.start(function, _ -> {}), "ended with status 1");
  }

  private static LambdaFunction function(String handler, int timeoutSeconds) {
    return new LambdaFunction(
        "vigie-echo",
        handler,
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"),
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList(),
        taskRoot,
        Map.of("VIGIE_TEST_GREETING", "bonjour"),
        Duration.ofSeconds(timeoutSeconds));
  }

  private static void assertRefused(byte[] event) throws IOException {
    JsonNode answer = JSON.readTree(echo.invoke(event).answer());
    assertThat(answer.path("status").asText()).isEqualTo("REFUSED");
    assertThat(answer.at("/error/code").asText()).isEqualTo("REQUEST_INVALID");
  }

  private static void assertFails(Runnable work, String message) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_FAILED))
        .hasMessageContaining(message);
  }

  private static LambdaResult invoke(LambdaRuntime runtime, String event) {
    return runtime.invoke(event.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode answer(LambdaRuntime runtime, String event) throws IOException {
    return JSON.readTree(invoke(runtime, event).answer());
  }
}
