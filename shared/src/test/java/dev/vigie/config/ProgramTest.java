package dev.vigie.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProgramTest {
  @Test
  void version_isTheBuilds() throws IOException {
    String pom = Files.readString(Path.of("pom.xml")); // tests run in their module's directory

    assertThat(pom).contains("<version>" + Program.VERSION.replace("vigie ", "") + "</version>");
  }
}
