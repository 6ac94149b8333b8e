package dev.vigie.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import dev.vigie.report.Text;
import java.time.Instant;
import java.util.List;

/**
 * A backup in a line, for {@code vigie list}.
 *
 * @param backupId its id
 * @param cluster whose database
 * @param database which one
 * @param tier how long it is kept
 * @param startedAt when the snapshot was taken
 * @param seconds how long it took
 * @param tables with data of their own
 * @param rows of all tables
 * @param bytes before compression
 * @param storedBytes in the bucket
 * @param verified whether a drill or a restore has proved it
 */
record BackupSummary(
    OperationId backupId,
    String cluster,
    String database,
    Tier tier,
    Instant startedAt,
    @JsonProperty("seconds") double seconds,
    long tables,
    long rows,
    long bytes,
    long storedBytes,
    boolean verified)
    implements ListedBackup {
  static BackupSummary of(Manifest manifest, boolean verified) {
    return new BackupSummary(
        manifest.backupId(),
        manifest.cluster(),
        manifest.database().name(),
        manifest.tier(),
        manifest.startedAt(),
        manifest.duration().toMillis() / 1000.0,
        tables(manifest),
        manifest.rows(),
        manifest.bytes(),
        manifest.storedBytes(),
        verified);
  }

  /** How many tables have data of their own. */
  static long tables(Manifest manifest) {
    return manifest.tables().stream().filter(t -> t.kind() == Manifest.Kind.TABLE).count();
  }

  @Override
  public List<String> cells() {
    return List.of(
        backupId.value(),
        Text.name(cluster),
        Text.name(database),
        tier.name().toLowerCase(java.util.Locale.ROOT),
        Text.count(tables),
        Text.count(rows),
        Text.bytes(bytes),
        Text.bytes(storedBytes),
        Text.duration(java.time.Duration.ofMillis((long) (seconds * 1000))),
        verified ? "yes" : "no");
  }
}
