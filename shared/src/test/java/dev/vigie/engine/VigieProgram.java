package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The real program in a JVM of its own, on the shared server and a bucket of the shared S3.
 *
 * @param directory for what it prints; the caller deletes it
 * @param environment beside the variables of this JVM, less PostgreSQL's
 */
record VigieProgram(Path directory, Map<String, String> environment) {
  /** How a run ended, and what it said. */
  record Ended(int status, String out, String err) {
    JsonNode json() {
      try {
        return JsonDocuments.MAPPER.readTree(out);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + out, e);
      }
    }
  }

  /** A run that has begun. */
  record Running(Process process, Path out, Path err) {
    Ended end() throws IOException, InterruptedException {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it did not end: " + Files.readString(err));
      }
      return new Ended(
          process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
  }

  static VigieProgram on(Path directory, String bucket) {
    ThrowawayPostgres server = PostgresFixture.server();
    Map<String, String> environment = new java.util.HashMap<>(server.environment());
    environment.putAll(S3Fixture.server().environment(bucket));
    return new VigieProgram(directory, environment);
  }

  VigieProgram with(String name, String value) {
    Map<String, String> changed = new java.util.HashMap<>(environment);
    changed.put(name, value);
    return new VigieProgram(directory, changed);
  }

  Ended run(String... arguments) throws IOException, InterruptedException {
    return start(arguments).end();
  }

  Running start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.vigie.cli.Main"));
    command.addAll(List.of(arguments));
    return startCommand(command);
  }

  /** Starts another command in the same place. */
  Running startCommand(List<String> command) throws IOException {
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().putAll(environment);
    return new Running(builder.start(), out, err);
  }
}
