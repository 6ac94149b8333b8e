package dev.vigie.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A function whose image brings its own runtime: a program that asks the Runtime API for events.
 */
public final class ImageFunction implements AutoCloseable {
  private final RuntimeApi api;
  private final Process process;

  private ImageFunction(RuntimeApi api, Process process) {
    this.api = api;
    this.process = process;
  }

  /**
   * Starts the program.
   *
   * @param environment all that it has beside PATH
   * @param log takes what it prints
   */
  public static ImageFunction start(Path bootstrap, Map<String, String> environment, Path log)
      throws IOException {
    RuntimeApi api = new RuntimeApi("arn:aws:lambda:eu-west-3:123456789012:function:runner");
    ProcessBuilder builder = new ProcessBuilder(bootstrap.toString());
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().putAll(environment);
    builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
    return new ImageFunction(
        api, builder.redirectErrorStream(true).redirectOutput(log.toFile()).start());
  }

  /**
   * Hands it an event and waits for its answer, a little longer than Lambda would.
   *
   * @param timeout the function's
   */
  public LambdaResult invoke(String event, Duration timeout) throws Exception {
    return api.offer(event.getBytes(StandardCharsets.UTF_8), timeout)
        .get(timeout.toSeconds() + 10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    api.close();
  }
}
