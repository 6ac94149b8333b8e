package dev.vigie.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.LambdaFunction;
import dev.vigie.local.LambdaRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The real Lambda handlers, each in a process of its own, started by Lambda's own client. They
 * start side by side with everything else; whoever invokes one waits until it is there.
 */
final class DemoFunctions implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** Quick to start, and small: three of them run beside two servers. */
  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xmx128m",
          "--enable-native-access=ALL-UNNAMED",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

  private final ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Future<LambdaRuntime>> functions = new LinkedHashMap<>();
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

  private DemoFunctions() {}

  /**
   * Begins to start the handlers.
   *
   * @param home the checkout, with the functions built
   * @param environment theirs
   */
  static DemoFunctions start(Path home, Map<String, String> environment) {
    List<Path> classPath = classPath(home.resolve("functions/target"));
    DemoFunctions started = new DemoFunctions();
    for (String name : List.of("StartBackup", "RecordOutcome", "StartRestore")) {
      LambdaFunction function =
          new LambdaFunction(
              name,
              "dev.vigie.functions." + name,
              JVM_FLAGS,
              classPath,
              home,
              environment,
              TIMEOUT);
      started.begin(function);
    }
    return started;
  }

  private void begin(LambdaFunction function) {
    functions.put(function.name(), starting.submit(() -> LambdaRuntime.start(function, log::add)));
  }

  /**
   * Sends an event.
   *
   * @return the handler's answer
   * @throws VigieException if the function fails; the message holds its last lines
   */
  JsonNode invoke(String name, byte[] event) {
    try {
      return new ObjectMapper().readTree(function(name).invoke(event).answer());
    } catch (JsonProcessingException e) {
      throw new VigieException(ErrorCode.FUNCTION_FAILED, name + " did not answer JSON", e);
    } catch (VigieException e) {
      throw new VigieException(
          e.code(), e.getMessage() + "\n" + String.join("\n", log), e.hint(), e);
    }
  }

  /** Ends the handlers, also those that have not come up yet. */
  @Override
  public void close() {
    starting.shutdownNow();
    starting.close();
    functions.values().stream()
        .filter(function -> function.state() == Future.State.SUCCESS)
        .forEach(function -> function.resultNow().close());
  }

  private LambdaRuntime function(String name) {
    try {
      return Objects.requireNonNull(functions.get(name)).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof VigieException failure
          ? failure
          : new VigieException(ErrorCode.INTERNAL, name + " did not start", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while " + name + " started", e);
    }
  }

  private static List<Path> classPath(Path target) {
    List<Path> jars = new ArrayList<>();
    jars.add(target.resolve("functions-0.1.0.jar"));
    try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
      libraries.sorted().forEach(jars::add);
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "the functions are not built: " + target.resolve("lib") + " cannot be read",
          "Start the demo by ./vigie demo, which builds them.",
          e);
    }
    return jars;
  }
}
