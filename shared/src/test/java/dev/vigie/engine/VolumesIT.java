package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.backup.BackupSettings;
import dev.vigie.backup.BackupVerification;
import dev.vigie.backup.RecoverySources;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Recovery;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Outcome;
import dev.vigie.restore.VolumeRestore;
import dev.vigie.transfer.ArchiveUpload;
import dev.vigie.transfer.PartBuffers;
import dev.vigie.transfer.Progress;
import dev.vigie.volume.TarBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application's files beside its database, by the machine's own tar. */
class VolumesIT {
  private static final String SECRETS_VERSION = "0a1b2c3d-0000-4000-8000-0123456789ab";

  @TempDir private Path directory;
  private final Engine engine = Engine.open();
  private String database = "";

  @BeforeEach
  void makeDatabase() {
    database = Engine.createNoise(1);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void files_goWithTheBackup_andComeBackAsTheyWere() throws IOException {
    Path files = makeFiles();

    Manifest backup = withVolumes("files=" + files).backup(database);

    assertThat(backup.volumes())
        .containsExactly(
            new Recovery.VolumeArchive("files", "volumes/files.tar.zst", 4, 3_000_000 + 2 + 3));
    new BackupVerification(engine.store(), Progress.NONE).verify(backup);
    restore(backup, directory.resolve("back"));
    assertThat(image(directory.resolve("back/files"))).isEqualTo(image(files));
    assertThat(directory.resolve("back")).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void imagesAndVersionsOfSecrets_areInTheManifest() throws IOException {
    Path facts = directory.resolve("facts.json");
    Files.writeString(
        facts,
        """
        {"images": [{"service": "nocodb_nocodb", "image": "nocodb/nocodb:1@sha256:ab"}],
         "secrets": [{"name": "connection-key", "versionId": "%s"}], "volumes": []}
        """
            .formatted(SECRETS_VERSION));

    Manifest backup = with(new RecoverySources(List.of(), Optional.of(facts))).backup(database);

    assertThat(backup.recovery())
        .contains(
            new Recovery(
                List.of(new Recovery.Image("nocodb_nocodb", "nocodb/nocodb:1@sha256:ab")),
                List.of(new Recovery.SecretVersion("connection-key", SECRETS_VERSION)),
                List.of()));
  }

  @Test
  void volume_thatIsNotThere_failsTheBackup_unlessItMayLackSomething() {
    Engine missing = withVolumes("files=" + directory.resolve("nowhere"));
    Outcome outcome = missing.attempt(Engine.backupOf(database));
    assertThat(outcome.error().orElseThrow().code()).isEqualTo(ErrorCode.DUMP_INCOMPLETE.name());

    Manifest backup = missing.with(missing.settings().withAllowOmissions(true)).backup(database);
    assertThat(backup.volumes()).isEmpty();
    assertThat(backup.omitted()).anyMatch(each -> each.contains("the volume files"));
  }

  @Test
  void volume_withAPipe_failsTheBackup_forNoRestoreWouldTakeIt() throws Exception {
    Path files = Files.createDirectory(directory.resolve("files"));
    String pipe = files.resolve("pipe").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();

    Outcome outcome = withVolumes("files=" + files).attempt(Engine.backupOf(database));

    assertThat(outcome.error().orElseThrow().code())
        .isEqualTo(ErrorCode.ARCHIVE_UNSUPPORTED.name());
    assertThat(engine.store().openUploads("backups/")).isEmpty();
  }

  @Test
  void restore_overSomething_isRefused_andLeavesIt() throws IOException {
    Manifest backup = withVolumes("files=" + makeFiles()).backup(database);
    Path there = Files.createDirectories(directory.resolve("back/files"));
    Files.writeString(there.resolve("mine"), "mine");

    refused(ErrorCode.TARGET_EXISTS, backup, directory.resolve("back"));

    assertThat(there.resolve("mine")).hasContent("mine");
    assertThat(there).isDirectoryContaining(path -> path.endsWith("mine"));
  }

  @Test
  void damagedArchive_isRefused_andLeavesNothing() throws IOException {
    Manifest backup = withVolumes("files=" + makeFiles()).backup(database);
    String key = backup.require("volumes/files.tar.zst").key();
    byte[] bytes = engine.get(key);
    bytes[bytes.length / 2] ^= 1;
    engine.put(key, bytes);

    refused(ErrorCode.CHECKSUM_MISMATCH, backup, directory.resolve("back"));

    assertThat(directory.resolve("back")).isEmptyDirectory();
    assertThatThrownBy(() -> new BackupVerification(engine.store(), Progress.NONE).verify(backup))
        .isInstanceOf(VigieException.class);
  }

  @Test
  void hostileArchive_thatTheManifestVouchesFor_leadsNowhere() throws IOException {
    Manifest backup = withVolumes("files=" + makeFiles()).backup(database);
    Path outside = directory.resolve("outside");
    for (TarBuilder tar :
        List.of(
            new TarBuilder().file("../outside", "x"),
            new TarBuilder().file(outside.toString(), "x"),
            new TarBuilder()
                .entry('2', "way", directory.toString(), "")
                .file("way/outside", "x"))) {
      Manifest forged = forge(backup, tar.build());

      refused(ErrorCode.ARCHIVE_DAMAGED, forged, directory.resolve("back"));

      assertThat(outside).doesNotExist();
      assertThat(directory.resolve("back")).isEmptyDirectory();
    }
  }

  /** The backup with another archive of files. */
  private Manifest forge(Manifest backup, byte[] tar) {
    String name = "volumes/files.tar.zst";
    String key = backup.key(name) + "-forged-" + tar.length + "-" + Engine.newId();
    try (PartBuffers buffers = PartBuffers.forUploads(1);
        ArchiveUpload upload = ArchiveUpload.begin(engine.store(), key, Map.of(), buffers, 0)) {
      upload.write(tar, 0, tar.length);
      Manifest.Archive forged = new Manifest.Archive(name, upload.commit());
      List<Manifest.Archive> archives =
          backup.archives().stream().map(each -> each.name().equals(name) ? forged : each).toList();
      return new Manifest(
          backup.schemaVersion(),
          backup.backupId(),
          backup.cluster(),
          backup.tier(),
          backup.startedAt(),
          backup.endedAt(),
          backup.producer(),
          backup.dumpedBy(),
          backup.database(),
          archives,
          backup.tables(),
          backup.omitted(),
          backup.recovery());
    }
  }

  private Path makeFiles() throws IOException {
    Path files = Files.createDirectory(directory.resolve("made"));
    Path deep = Files.createDirectories(files.resolve("noco/a b/" + "n".repeat(150)));
    Files.write(files.resolve("large"), new byte[3_000_000]);
    Files.writeString(deep.resolve("käse 'x' \"y\".txt"), "hi");
    Files.createFile(files.resolve(".empty"));
    Files.writeString(files.resolve("line\nfeed"), "abc");
    Files.createSymbolicLink(files.resolve("link"), Path.of("large"));
    return files;
  }

  /** Each path below the directory, with what it holds. */
  private static Map<String, String> image(Path root) throws IOException {
    Map<String, String> image = new TreeMap<>();
    try (var paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        String content = Files.getLastModifiedTime(path).toMillis() / 1000 + " ";
        if (Files.isSymbolicLink(path)) {
          content = "-> " + Files.readSymbolicLink(path);
        } else if (Files.isRegularFile(path)) {
          content += Files.getPosixFilePermissions(path) + " ";
          content += Arrays.hashCode(Files.readAllBytes(path));
        }
        image.put(root.relativize(path).toString(), content);
      }
    }
    return image;
  }

  private Engine withVolumes(String variable) {
    return with(
        RecoverySources.fromEnvironment(Map.of(RecoverySources.VOLUMES_VARIABLE, variable)));
  }

  private Engine with(RecoverySources sources) {
    return engine.with(BackupSettings.standard().withBeside(sources));
  }

  private void restore(Manifest backup, Path into) {
    new VolumeRestore(engine.store(), Progress.NONE).restore(backup, into);
  }

  private void refused(ErrorCode code, Manifest backup, Path into) {
    assertThatThrownBy(() -> restore(backup, into))
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
