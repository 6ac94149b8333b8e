package dev.vigie.cdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.constructs.Construct;

/**
 * What the Swarm's members run and deploy: one archive in the bootstrap's bucket, and the parameter
 * that names it. The user data holds only what fetches it. So a change of these files reaches the
 * machines within a minute, where a change of the user data would stop and start each of them; and
 * 16 KiB (EC2 User Guide, "Run commands when you launch an EC2 instance") are enough for ever.
 */
final class NodeFiles {
  /** In the order of the archive. */
  static final List<String> NAMES =
      List.of(
          "converge",
          "data-volume.sh",
          "docker.sh",
          "files.sh",
          "labels.sh",
          "logs.sh",
          "manager.sh",
          "metrics.sh",
          "monitoring.sh",
          "monitoring/alertmanager.yml",
          "monitoring/dashboards.yml",
          "monitoring/dashboards/backups.json",
          "monitoring/dashboards/hosts.json",
          "monitoring/dashboards/postgresql.json",
          "monitoring/dashboards/swarm.json",
          "monitoring/dashboards/traefik.json",
          "monitoring/datasource.yml",
          "monitoring/message.tmpl",
          "monitoring/prometheus.yml",
          "monitoring/rules.yml",
          "networks.sh",
          "rebuild.sh",
          "recovery.sh",
          "registry.sh",
          "runner.sh",
          "secrets.sh",
          "shared-files.sh",
          "stacks.sh",
          "stacks/monitoring.yml",
          "stacks/nocodb.yml",
          "stacks/postgres.yml",
          "stacks/traefik.yml",
          "swarm.sh",
          "vigie-node.service",
          "vigie-node.timer",
          "words.sh",
          "worker.sh");

  private NodeFiles() {}

  /** Adds the archive and its parameter. */
  static NodeArchive publish(Construct stack, Settings settings) {
    try {
      Path directory = Files.createTempDirectory("vigie-node-");
      Path zip = directory.resolve("files.zip");
      try {
        Files.write(zip, archive(settings));
        return new NodeArchive(stack, settings.deployment(), "NodeFiles", "nodes/files", zip);
      } finally {
        Files.deleteIfExists(zip);
        Files.delete(directory);
      }
    } catch (IOException unwritten) {
      throw new UncheckedIOException(unwritten);
    }
  }

  /**
   * The archive: a ZIP file of the resources under {@code node} and of {@code settings.conf}.
   * Stored and without times, so that the same files give the same bytes on every machine.
   */
  static byte[] archive(Settings settings) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (var name : NAMES) {
        add(zip, name, resource("node/" + name));
      }
      add(zip, "settings.conf", settingsOfNodes(settings).getBytes(StandardCharsets.UTF_8));
    } catch (IOException unwritten) {
      throw new UncheckedIOException(unwritten);
    }
    return bytes.toByteArray();
  }

  /** A file beside this class. */
  static byte[] resource(String name) {
    try (var stream = Objects.requireNonNull(NodeFiles.class.getResourceAsStream(name), name)) {
      return stream.readAllBytes();
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }

  /** What the duties must know; the values are such that a shell takes them as they are. */
  private static String settingsOfNodes(Settings settings) {
    var infra = settings.infra();
    var swarm = infra.swarm();
    return """
        BUCKET=%s
        CLUSTER=%s
        DOMAIN=%s
        MANAGERS=%d
        MONITORING_DOMAIN=%s
        NOCODB_IMAGE=%s
        NOCODB_REPLICAS=%d
        REGISTRY_SECRET=%s
        RESTORE_HOURS=%d
        """
        .formatted(
            settings.storage().bucket().value(),
            infra.cluster(),
            infra.domain().orElse(""),
            swarm.managers(),
            swarm.monitoringDomain().orElse(""),
            swarm.image(),
            infra.applications(),
            swarm.registrySecret().orElse(""),
            settings.ops().restoreTimeoutHours());
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(stored(name, content));
    zip.write(content);
    zip.closeEntry();
  }

  private static ZipEntry stored(String name, byte[] content) {
    var checksum = new CRC32();
    checksum.update(content);
    var entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(checksum.getValue());
    // The first moment that the format knows, in any zone.
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    return entry;
  }
}
