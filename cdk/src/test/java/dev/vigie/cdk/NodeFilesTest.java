package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The archive and the user data; no CDK is started. */
class NodeFilesTest {
  private static final Path RESOURCES = Path.of("src/main/resources/dev/vigie/cdk/node");

  private final InfraSettings infra =
      InfraSettings.from(new ContextObject("", Map.of()), Optional.empty());

  @Test
  void archive_madeTwice_hasTheSameBytes() {
    assertThat(NodeFiles.archive(infra, "a-bucket"))
        .isEqualTo(NodeFiles.archive(infra, "a-bucket"));
  }

  @Test
  void archive_holdsEveryFile() throws IOException {
    var names = new ArrayList<String>();
    try (var zip =
        new ZipInputStream(new ByteArrayInputStream(NodeFiles.archive(infra, "a-bucket")))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var content = zip.readAllBytes();
        if (entry.getName().equals("settings.conf")) {
          assertThat(content)
              .asString(StandardCharsets.UTF_8)
              .isEqualTo(
                  """
                  BUCKET=a-bucket
                  CLUSTER=main
                  DOMAIN=
                  MANAGERS=1
                  MONITORING_DOMAIN=
                  NOCODB_IMAGE=nocodb/nocodb:0.301.3
                  NOCODB_REPLICAS=2
                  REGISTRY_SECRET=
                  """);
        } else {
          names.add(entry.getName());
          assertThat(content).isEqualTo(Files.readAllBytes(RESOURCES.resolve(entry.getName())));
        }
      }
    }
    assertThat(names).isSorted().containsExactlyInAnyOrderElementsOf(filesThatAreThere());
  }

  // EC2 User Guide, "Run commands when you launch an EC2 instance": 16 KB before it is encoded.
  @ParameterizedTest
  @EnumSource(NodeRole.class)
  void userData_fitsWithRoomForTheValues(NodeRole role) {
    var script = BootScript.of(role, new LinkedHashMap<>());
    assertThat(script.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(15 * 1024);
  }

  private static List<String> filesThatAreThere() throws IOException {
    try (var files = Files.walk(RESOURCES)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> RESOURCES.relativize(file).toString())
          .toList();
    }
  }
}
