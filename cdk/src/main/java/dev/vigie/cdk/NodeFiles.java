package dev.vigie.cdk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awscdk.AssetHashType;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.amazon.awscdk.services.ssm.CfnParameter;
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
          "registry.sh",
          "secrets.sh",
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

  private final Asset asset;

  /** Adds the archive and its parameter. */
  NodeFiles(Construct stack, Settings settings) {
    var deployment = settings.deployment();
    var archive = archive(settings.infra(), settings.storage().bucket().value());
    var digest = sha256(archive);
    this.asset = publish(stack, archive, digest);
    CfnParameter.Builder.create(stack, "NodeFilesParameter")
        .name(deployment.parameter("nodes/files"))
        .description("Vigie: SHA-256 and place of what the Swarm's members run")
        .type("String")
        .value(digest + " " + asset.getS3ObjectUrl())
        .build();
  }

  /** The bucket that the archive is in. */
  String bucket() {
    return asset.getS3BucketName();
  }

  /** The archive's key. */
  String key() {
    return asset.getS3ObjectKey();
  }

  /**
   * The archive: a ZIP file of the resources under {@code node} and of {@code settings.conf}.
   * Stored and without times, so that the same files give the same bytes on every machine.
   *
   * @param bucket name of the backups' bucket
   */
  static byte[] archive(InfraSettings infra, String bucket) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
      for (var name : NAMES) {
        add(zip, name, resource("node/" + name));
      }
      add(zip, "settings.conf", settings(infra, bucket).getBytes(StandardCharsets.UTF_8));
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
  private static String settings(InfraSettings infra, String bucket) {
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
        """
        .formatted(
            bucket,
            infra.cluster(),
            infra.domain().orElse(""),
            swarm.managers(),
            swarm.monitoringDomain().orElse(""),
            swarm.image(),
            infra.applications(),
            swarm.registrySecret().orElse(""));
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

  /** The CDK copies the file into its output at once. */
  private static Asset publish(Construct stack, byte[] archive, String digest) {
    try {
      Path file = Files.createTempFile("vigie-node-", ".zip");
      try {
        Files.write(file, archive);
        return Asset.Builder.create(stack, "NodeFiles")
            .path(file.toString())
            .assetHash(digest)
            .assetHashType(AssetHashType.CUSTOM)
            .build();
      } finally {
        Files.delete(file);
      }
    } catch (IOException unwritten) {
      throw new UncheckedIOException(unwritten);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
