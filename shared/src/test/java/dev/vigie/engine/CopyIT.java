package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.backup.BackupCopy;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.S3Settings;
import dev.vigie.engine.VigieProgram.Ended;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.DatabaseImage;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.storage.FaultProxy;
import dev.vigie.storage.FaultProxy.Fault;
import dev.vigie.storage.FaultProxy.Request;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import dev.vigie.transfer.Progress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second copy, and the restore from it when the first bucket is gone. */
@Timeout(120)
class CopyIT {
  @TempDir private Path directory = Path.of("");
  private final Engine engine = Engine.open();
  private final ObjectStore second = S3Fixture.open(S3Fixture.newBucket());

  @AfterEach
  void close() {
    second.close();
    engine.close();
  }

  @Test
  void backup_whoseBucketIsGone_comesBackFromItsCopy() throws Exception {
    String database = PostgresFixture.createSample();
    DatabaseImage image = DatabaseImage.of(engine.server(), database);
    Manifest manifest = engine.backup(database);
    VigieProgram vigie = VigieProgram.on(directory, engine.store().bucket());

    Ended copied =
        vigie.run("copy", manifest.backupId().value(), "--to", second.bucket(), "-o", "json");

    assertThat(copied.status()).as(copied.err()).isZero();
    assertThat(copied.json().at("/0/backupId").asText()).isEqualTo(manifest.backupId().value());
    // From here on nobody knows of the first bucket.
    try (Engine elsewhere = Engine.on(engine.server(), S3Fixture.open(second.bucket()))) {
      Manifest copy = new Catalog(elsewhere.store()).require(manifest.backupId());
      elsewhere.restore(copy, database + " again");
      DatabaseImage restored = DatabaseImage.of(engine.server(), database + " again");
      assertThat(restored.contents()).isEqualTo(image.contents());
      assertThat(elsewhere.store().tags(copy.key())).isEqualTo(manifest.tier().tags());
    }
    Ended again = vigie.run("copy", "--missing", "--to", second.bucket());
    assertThat(again.out()).contains("has them all");
  }

  @Test
  void operation_copiesWhatIsLacking_andADamagedBackupKeepsNoOtherFromIt() {
    String database = Engine.createNoise(100);
    Manifest first = engine.backup(database, Instant.now().minusSeconds(7_200));
    Manifest damaged = engine.backup(database, Instant.now().minusSeconds(3_600));
    String key = damaged.require(Manifest.DATA).key();
    byte[] whole = engine.get(key);
    byte[] bytes = whole.clone();
    bytes[bytes.length / 2] ^= 1;
    engine.put(key, bytes);
    Work work = new Work.Copy(first.cluster(), database, second.bucket(), Optional.empty());

    Outcome failed = engine.attempt(work);

    assertThat(failed.error().orElseThrow().code()).isEqualTo("CHECKSUM_MISMATCH");
    assertThat(new Catalog(second).backups(first.cluster(), database, 9))
        .extracting(Manifest::backupId)
        .containsExactly(first.backupId());
    Manifest healed = engine.backup(database);
    engine.put(key, whole);
    Outcome outcome = engine.attempt(work);
    assertThat(outcome.error()).isEmpty();
    Report.Copy report = (Report.Copy) outcome.report().orElseThrow();
    assertThat(report.newest()).isEqualTo(healed.backupId());
    assertThat(report.copied()).containsExactly(healed.backupId(), damaged.backupId());
    Report.Copy nothing = (Report.Copy) engine.attempt(work).report().orElseThrow();
    assertThat(nothing.copied()).isEmpty();
  }

  @Test
  void backup_thatIsDamaged_isNotCopied() {
    Manifest manifest = engine.backup(Engine.createNoise(100));
    String key = manifest.require(Manifest.DATA).key();
    byte[] bytes = engine.get(key);
    bytes[bytes.length / 2] ^= 1;
    engine.put(key, bytes);

    assertThatThrownBy(() -> copy(engine.store(), manifest))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHECKSUM_MISMATCH));

    assertThat(second.head(manifest.key())).isEmpty();
    assertThat(second.head(key)).isEmpty();
    assertThat(second.openUploads("")).isEmpty();
  }

  @Test
  void copy_thatWasCutOff_isGoneOnWith() throws Exception {
    Manifest manifest = engine.backup(Engine.createNoise(1_600));
    try (FaultProxy proxy = new FaultProxy(S3Fixture.server().endpoint());
        ObjectStore astray =
            S3Fixture.open(
                new S3Settings(
                    engine.store().bucket(), Optional.empty(), Optional.of(proxy.endpoint())))) {
      proxy.failAlways(CopyIT::readsData, new Fault.CutResponse(0));
      assertThatThrownBy(() -> copy(astray, manifest)).isInstanceOf(VigieException.class);
      assertThat(second.head(manifest.key())).isEmpty();
      assertThat(second.openUploads("")).isEmpty();
      proxy.heal();

      Manifest copied = copy(astray, manifest);

      assertThat(copied.rows()).isEqualTo(manifest.rows());
      assertThat(copy(astray, manifest)).isEqualTo(copied);
    }
  }

  private Manifest copy(ObjectStore from, Manifest manifest) {
    return new BackupCopy(from, second, Progress.NONE).copy(manifest);
  }

  private static boolean readsData(Request request) {
    return request.isGet() && request.path().contains("/data-");
  }
}
