package dev.vigie.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.Program;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal that fails harms nothing, and so nobody would notice: starts only become slow. */
class RehearsalIT {
  @Test
  void rehearsal_onServersOfItsOwn_runsEveryCommand(@TempDir Path directory) throws Exception {
    Path output = directory.resolve("output");

    Process process = rehearse(directory.resolve("objects"), output);

    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(output))
        .doesNotContain("rehearsing no more")
        .contains("backup ", "restored ", Program.VERSION);
  }

  /** As the launcher runs it, in a process of its own: its credentials come from there. */
  private static Process rehearse(Path objects, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Rehearsal.class.getName(),
            objects.toString());
    builder
        .environment()
        .putAll(
            Map.of(
                "AWS_ACCESS_KEY_ID", "rehearsal",
                "AWS_SECRET_ACCESS_KEY", "rehearsal",
                "AWS_REGION", "us-east-1",
                "AWS_EC2_METADATA_DISABLED", "true"));
    return builder.redirectErrorStream(true).redirectOutput(Redirect.to(output.toFile())).start();
  }
}
