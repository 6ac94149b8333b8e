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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The archive and the user data; no CDK is started. */
class NodeFilesTest {
  private static final Path RESOURCES = Path.of("src/main/resources/dev/vigie/cdk/node");

  private final Settings settings =
      Settings.from(
          new ContextObject(
              "", Map.of("vigie", Map.of("project", "quickdata", "ops", Everything.SETTINGS))),
          Map.of("BUCKET_SUFFIX", "example"),
          Set.of());

  @Test
  void archive_madeTwice_hasTheSameBytes() {
    assertThat(NodeFiles.archive(settings)).isEqualTo(NodeFiles.archive(settings));
  }

  @Test
  void archive_holdsEveryFile() throws IOException {
    var names = new ArrayList<String>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(NodeFiles.archive(settings)))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        var content = zip.readAllBytes();
        if (entry.getName().equals("settings.conf")) {
          assertThat(content)
              .asString(StandardCharsets.UTF_8)
              .isEqualTo(
                  """
                  BUCKET=quickdata-pg-backups-storage-bucket-example
                  CLUSTER=main
                  DOMAIN=
                  MANAGERS=1
                  MONITORING_DOMAIN=
                  NOCODB_IMAGE=nocodb/nocodb:0.301.3
                  NOCODB_REPLICAS=2
                  REGISTRY_SECRET=
                  RESTORE_HOURS=12
                  """);
        } else {
          names.add(entry.getName());
          assertThat(content).isEqualTo(Files.readAllBytes(RESOURCES.resolve(entry.getName())));
        }
      }
    }
    assertThat(names).isSorted().containsExactlyInAnyOrderElementsOf(filesThatAreThere());
  }

  // The duty makes the directory of the image's major version, and the task waits for that one.
  @Test
  void postgres_hasTheDirectoryOfItsMajorVersion() throws IOException {
    var stack = Files.readString(RESOURCES.resolve("stacks/postgres.yml"));
    var image = Pattern.compile("image: postgres:(\\d+)\\.").matcher(stack);
    assertThat(image.find()).isTrue();
    assertThat(stack).contains("source: /srv/vigie/postgresql/" + image.group(1) + "\n");
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
