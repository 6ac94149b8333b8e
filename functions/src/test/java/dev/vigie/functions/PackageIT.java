package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.local.LambdaFunction;
import dev.vigie.local.LambdaRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The zip that is deployed, laid out as Lambda lays it out: unpacked in the task root, whose
 * classes and {@code lib/} Lambda's client loads by itself. Nothing else is on the class path.
 */
class PackageIT {
  private static final Path TARGET = Path.of("target");

  /** Lambda reads all of it before the first event of a process. */
  private static final long MAX_BYTES = 25_000_000;

  @TempDir Path taskRoot;

  @Test
  void packagedFunctions_startWithNothingButTheZip() throws IOException {
    unpack(TARGET.resolve("functions.zip"), taskRoot);
    copy(TARGET.resolve("test-classes"), taskRoot);
    LambdaFunction function =
        new LambdaFunction(
            "vigie-echo",
            EchoFunction.class.getName(),
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"),
            lambdaClient(),
            taskRoot,
            Map.of("VIGIE_TEST_GREETING", "from the zip"),
            Duration.ofSeconds(30));

    try (LambdaRuntime runtime = LambdaRuntime.start(function, _ -> {})) {
      assertThat(runtime.invoke("{}".getBytes(StandardCharsets.UTF_8)).answer())
          .contains("from the zip");
    }
  }

  /**
   * The wiring, the SDK and the node adapter are loaded; the event is refused before S3 is asked.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "StartBackup",
        "StartRestore",
        "StartDrill",
        "StartCopy",
        "RecordOutcome",
        "Cancel",
        "PlanBackups"
      })
  void handler_startsWithNothingButTheZip(String name) throws IOException {
    unpack(TARGET.resolve("functions.zip"), taskRoot);
    LambdaFunction function =
        new LambdaFunction(
            name,
            "dev.vigie.functions." + name,
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"),
            lambdaClient(),
            taskRoot,
            Map.of(
                "VIGIE_BUCKET", "vigie-test",
                "VIGIE_FLEET", "{\"clusters\":[{\"name\":\"main\",\"node\":\"i-1\"}]}",
                "VIGIE_SSM_DOCUMENT", "vigie-run",
                "VIGIE_SSM_CANCEL_DOCUMENT", "vigie-cancel"),
            Duration.ofSeconds(30));

    try (LambdaRuntime runtime = LambdaRuntime.start(function, _ -> {})) {
      assertThat(runtime.invoke("{}".getBytes(StandardCharsets.UTF_8)).answer())
          .contains("REFUSED", "is missing");
    }
  }

  @Test
  void packagedFunctions_areSmallAndHoldNoClientOfLambdas() throws IOException {
    unpack(TARGET.resolve("functions.zip"), taskRoot);

    assertThat(Files.size(TARGET.resolve("functions.zip"))).isLessThan(MAX_BYTES);
    try (Stream<Path> jars = Files.list(taskRoot.resolve("lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .noneMatch(name -> name.startsWith("aws-lambda-java-runtime-interface-client"))
          .anyMatch(name -> name.startsWith("functions-"))
          .anyMatch(name -> name.startsWith("shared-"));
    }
  }

  /** What Lambda's managed runtime has on its own class path. */
  private static List<Path> lambdaClient() throws IOException {
    try (Stream<Path> jars = Files.list(TARGET.resolve("lib"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith("aws-lambda-java-"))
          .map(Path::toAbsolutePath)
          .toList();
    }
  }

  private static void unpack(Path zip, Path directory) throws IOException {
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(file)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path to = directory.resolve(entry.getName()).normalize();
        assertThat(to).startsWithRaw(directory);
        if (entry.isDirectory()) {
          Files.createDirectories(to);
        } else {
          Files.createDirectories(to.resolveSibling("."));
          Files.copy(entries, to);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.resolveSibling("."));
        Files.copy(file, copy);
      }
    }
  }
}
