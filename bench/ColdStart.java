import com.sun.net.httpserver.HttpServer;
import dev.vigie.local.EmbeddedS3;
import dev.vigie.local.LambdaFunction;
import dev.vigie.local.LambdaRuntime;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts StartBackup and a bare handler that makes the same AWS calls, in turn, each in Lambda's own
 * client against a local Runtime API, with and without an AOT cache. Prints a line for each figure:
 * its name, a space, and milliseconds.
 *
 * <p>Arguments: a directory for files, the runs of each, the class path of StartBackup, that of the
 * bare handler.
 */
static final List<String> FLAGS =
    List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");

static final int WARM = 20;

static final String BUCKET = "vigie-bench";

final Instant begun = Instant.now();
long asked;

record Rival(String name, String handler, List<Path> classPath) {
  String path() {
    return classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}

void main(String[] arguments) throws Exception {
  Path directory = Path.of(arguments[0]);
  int runs = Integer.parseInt(arguments[1]);
  List<Rival> rivals =
      List.of(
          new Rival("vigie", "dev.vigie.functions.StartBackup", paths(arguments[2])),
          new Rival("bare", "BareHandler", paths(arguments[3])));
  HttpServer ssm = ssm();
  try (EmbeddedS3 s3 = EmbeddedS3.start(directory.resolve("s3"))) {
    s3.createBucket(BUCKET);
    Map<String, String> environment = new HashMap<>(s3.environment(BUCKET));
    environment.put("AWS_ENDPOINT_URL_SSM", "http://127.0.0.1:" + ssm.getAddress().getPort());
    environment.put("VIGIE_SSM_DOCUMENT", "vigie-run");
    environment.put("VIGIE_SSM_CANCEL_DOCUMENT", "vigie-cancel");
    environment.put(
        "VIGIE_FLEET", "{\"clusters\":[{\"name\":\"main\",\"node\":\"i-0123456789abcdef0\"}]}");
    for (Rival rival : rivals) {
      train(rival, directory, environment);
    }
    for (int run = 0; run <= runs; run++) {
      for (Rival rival : rivals) {
        boolean counts = run > 0; // one of each warms the caches of the machine up
        once(rival, "", FLAGS, directory, environment, counts);
        once(rival, "_aot", with(cached(rival, directory)), directory, environment, counts);
      }
    }
  } finally {
    ssm.stop(0);
  }
}

/** One process: to its first answer, and the median of some more. */
void once(
    Rival rival,
    String mode,
    List<String> flags,
    Path directory,
    Map<String, String> environment,
    boolean counts) {
  try (LambdaRuntime runtime = start(rival, flags, directory, environment)) {
    long first = invoke(runtime);
    long[] warm = new long[WARM];
    for (int call = 0; call < WARM; call++) {
      warm[call] = invoke(runtime);
    }
    Arrays.sort(warm);
    if (counts) {
      IO.println(rival.name() + mode + "_ms " + (runtime.startMillis() + first / 1_000_000));
      IO.println(rival.name() + mode + "_warm_ms " + warm[WARM / 2] / 1_000_000.0);
    }
  }
}

/** Nanoseconds from the event to the answer, which must be that the command was sent. */
long invoke(LambdaRuntime runtime) {
  // Each event asks for a time of its own, as schedules do.
  Instant time = begun.minusSeconds(asked++);
  String event =
      "{\"cluster\":\"main\",\"database\":\"app\",\"tier\":\"daily\",\"scheduledTime\":\"%s\","
          .formatted(time)
          + "\"scheduleArn\":\"arn:aws:scheduler:us-east-1:123456789012:schedule/vigie/nightly\"}";
  long before = System.nanoTime();
  String answer = runtime.invoke(event.getBytes()).answer();
  long took = System.nanoTime() - before;
  if (!answer.contains("\"SENT\"")) {
    throw new IllegalStateException("the handler answered " + answer);
  }
  return took;
}

static LambdaRuntime start(
    Rival rival, List<String> flags, Path directory, Map<String, String> environment) {
  return LambdaRuntime.start(
      new LambdaFunction(
          rival.name(),
          rival.handler(),
          flags,
          rival.classPath(),
          directory,
          environment,
          Duration.ofSeconds(60)),
      _ -> {});
}

/** Makes the AOT cache in two steps (JEP 483), for the end of a function is not waited for long. */
void train(Rival rival, Path directory, Map<String, String> environment)
    throws IOException, InterruptedException {
  Path recorded = directory.resolve(rival.name() + ".aotconf");
  try (LambdaRuntime runtime =
      start(
          rival,
          with("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded),
          directory,
          environment)) {
    invoke(runtime);
    invoke(runtime);
    // What was recorded is written at its end, which closing does not wait for longer than 5 s.
    for (ProcessHandle process : ProcessHandle.current().children().toList()) {
      if (process.info().commandLine().orElse("").contains(recorded.toString())) {
        process.destroy();
        process.onExit().join();
      }
    }
  }
  List<String> command = new ArrayList<>();
  command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  command.addAll(
      with("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recorded, cached(rival, directory)));
  command.addAll(List.of("-cp", rival.path()));
  Process process =
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(directory.resolve(rival.name() + ".aot.log").toFile())
          .start();
  if (process.waitFor() != 0 || !Files.exists(directory.resolve(rival.name() + ".aot"))) {
    throw new IllegalStateException(
        Files.readString(directory.resolve(rival.name() + ".aot.log")));
  }
}

static String cached(Rival rival, Path directory) {
  return "-XX:AOTCache=" + directory.resolve(rival.name() + ".aot");
}

static List<String> with(String... more) {
  List<String> flags = new ArrayList<>(FLAGS);
  flags.addAll(List.of(more));
  return flags;
}

static List<Path> paths(String classPath) {
  return Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList();
}

/** SSM, for one node that is there and takes every command at once. */
static HttpServer ssm() throws IOException {
  HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  server.createContext(
      "/",
      exchange -> {
        exchange.getRequestBody().readAllBytes();
        String action = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        byte[] body =
            (action.endsWith("SendCommand")
                    ? "{\"Command\":{\"CommandId\":\"92853adf-ba41-4cd6-9a88-142d1e5a3c01\"}}"
                    : "{\"InstanceInformationList\":[{\"InstanceId\":\"i-0123456789abcdef0\","
                        + "\"PingStatus\":\"Online\"}]}")
                .getBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
          out.write(body);
        }
      });
  server.start();
  return server;
}
