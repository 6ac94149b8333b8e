package dev.vigie.local;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One Lambda function on this machine, in a process of its own that is started as Lambda starts it:
 * by Lambda's runtime interface client, over the Runtime API. So the handler's name, its start and
 * its JSON are tried as they will be used.
 *
 * <p>The process stays warm from one invocation to the next. Invocations are served one after the
 * other, as in one execution environment. An invocation that takes too long ends the process, and
 * with it this object's use. Thread-safe.
 */
public final class LambdaRuntime implements AutoCloseable {
  private static final String CLIENT_CLASS =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  /** Lambda grants 10 s; a laptop under load may take longer, and nobody pays. */
  private static final Duration START_BOUND = Duration.ofSeconds(60);

  private static final Duration END_BOUND = Duration.ofSeconds(5);

  private final LambdaFunction function;
  private final RuntimeApi api;
  private final Process process;
  private final Thread logReader;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private volatile long startMillis;

  private LambdaRuntime(
      LambdaFunction function, RuntimeApi api, Process process, Consumer<String> log) {
    this.function = function;
    this.api = api;
    this.process = process;
    this.logReader =
        Thread.ofPlatform()
            .daemon()
            .name("log of " + function.name())
            .start(() -> readLog(process, log));
  }

  /**
   * Starts the function's process and returns when it asks for its first event.
   *
   * @param log takes each line that the process prints, on a thread of its own
   * @throws VigieException {@code FUNCTION_FAILED} if it does not start within 60 s, with the error
   *     that it reported if it did report one; {@code INTERRUPTED}
   */
  public static LambdaRuntime start(LambdaFunction function, Consumer<String> log) {
    try (ClientLock _ = ClientLock.take()) {
      return startAlone(function, log);
    } catch (IOException e) {
      throw failed(function, "could not wait for its turn to start", e);
    } catch (InterruptedException e) {
      throw interrupted(function, "waited for its turn to start", e);
    }
  }

  private static LambdaRuntime startAlone(LambdaFunction function, Consumer<String> log) {
    long before = System.nanoTime();
    LambdaRuntime runtime = launch(function, log);
    try {
      Optional<LambdaResult.Failed> error =
          runtime.await(runtime.api.started(), START_BOUND, "did not start");
      if (error.isPresent()) {
        throw runtime.failed("could not start: " + error.get().json(), null);
      }
      runtime.startMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
      return runtime;
    } catch (VigieException e) {
      runtime.close();
      throw e;
    }
  }

  /**
   * Hands the event to the handler and waits for its end.
   *
   * @param event at most 6 MiB, Lambda's bound; need not be JSON
   * @throws VigieException {@code REQUEST_INVALID} if the event is larger; {@code FUNCTION_FAILED}
   *     if the process ended, or the function's timeout passed; {@code INTERRUPTED}
   */
  public LambdaResult invoke(byte[] event) {
    if (event.length > RuntimeApi.MAX_PAYLOAD_BYTES) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "the event of " + event.length + " bytes is larger than Lambda takes, 6 MiB");
    }
    oneAtATime.lock();
    try {
      Duration timeout = function.timeout();
      return await(api.offer(event.clone(), timeout), timeout, "did not answer");
    } finally {
      oneAtATime.unlock();
    }
  }

  /** From the start of the process to the moment when it asked for its first event. */
  public long startMillis() {
    return startMillis;
  }

  /** Ends the process, by force if it does not end within 5 s. What it started is not ended. */
  @Override
  public void close() {
    api.end(failed("was closed", null));
    process.destroy();
    try {
      if (!process.waitFor(END_BOUND)) {
        process.destroyForcibly();
      }
      logReader.join(END_BOUND);
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      api.close();
    }
  }

  private static LambdaRuntime launch(LambdaFunction function, Consumer<String> log) {
    RuntimeApi api;
    try {
      api = new RuntimeApi("arn:aws:lambda:local:000000000000:function:" + function.name());
    } catch (IOException e) {
      throw failed(function, "has no port for its Runtime API", e);
    }
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command(function))
              .directory(function.taskRoot().toFile())
              .redirectErrorStream(true);
      builder.environment().putAll(lambdaEnvironment(function, api.address()));
      builder.environment().putAll(function.environment());
      LambdaRuntime runtime = new LambdaRuntime(function, api, builder.start(), log);
      runtime.watch();
      return runtime;
    } catch (IOException e) {
      api.close();
      throw failed(function, "could not be started", e);
    }
  }

  private void watch() {
    var _ =
        process
            .onExit()
            .thenAccept(ended -> api.end(failed("ended with status " + ended.exitValue(), null)));
  }

  private static List<String> command(LambdaFunction function) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(function.jvmFlags());
    command.add("-cp");
    command.add(
        function.classPath().stream()
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(CLIENT_CLASS);
    command.add(function.handler());
    return command;
  }

  /** AWS Lambda Developer Guide, "Defined runtime environment variables". */
  private static Map<String, String> lambdaEnvironment(LambdaFunction function, String api) {
    return Map.ofEntries(
        Map.entry("_HANDLER", function.handler()),
        Map.entry("AWS_LAMBDA_RUNTIME_API", api),
        Map.entry("AWS_LAMBDA_FUNCTION_NAME", function.name()),
        Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name()),
        Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "local"),
        Map.entry("AWS_EXECUTION_ENV", "AWS_Lambda_java25"),
        Map.entry("AWS_REGION", "us-east-1"),
        Map.entry("AWS_DEFAULT_REGION", "us-east-1"),
        Map.entry("LAMBDA_TASK_ROOT", function.taskRoot().toString()),
        Map.entry("TZ", ":UTC"));
  }

  private <T> T await(CompletableFuture<T> future, Duration bound, String complaint) {
    try {
      return future.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      process.destroyForcibly();
      throw failed(complaint + " within " + bound.toSeconds() + " s", null);
    } catch (ExecutionException e) {
      throw failed(complaint, e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(function, "worked", e);
    }
  }

  private static VigieException interrupted(
      LambdaFunction function, String what, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new VigieException(
        ErrorCode.INTERRUPTED, "interrupted while function " + function.name() + " " + what, cause);
  }

  private VigieException failed(String what, @Nullable Throwable cause) {
    return failed(function, what, cause);
  }

  private static VigieException failed(
      LambdaFunction function, String what, @Nullable Throwable cause) {
    String because = cause == null ? "" : ": " + cause.getMessage();
    return new VigieException(
        ErrorCode.FUNCTION_FAILED, "function " + function.name() + " " + what + because, cause);
  }

  private static void readLog(Process process, Consumer<String> log) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(log);
    } catch (IOException | UncheckedIOException e) {
      log.accept("the rest of the log cannot be read: " + e.getMessage());
    }
  }
}
