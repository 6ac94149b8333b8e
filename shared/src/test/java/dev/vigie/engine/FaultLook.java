package dev.vigie.engine;

import dev.vigie.backup.BackupVerification;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.VigieException;
import dev.vigie.local.DatabaseImage;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Outcome.Status;
import dev.vigie.operation.Work;
import dev.vigie.storage.StoredObject;
import dev.vigie.transfer.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks whether what must hold after a fault holds. */
final class FaultLook {
  /** What a killed program leaves ends by itself: sessions, and a throw-away server. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int LOOK_EVERY_MILLIS = 50;

  private final FaultGround ground;
  private final Set<String> known = new HashSet<>();
  private final Set<String> abandoned = new HashSet<>();

  FaultLook(FaultGround ground) {
    this.ground = ground;
  }

  /** The uploads that are open are the bucket's own rule's to abort. */
  void abandonUploads() {
    abandoned.addAll(ground.engine().store().openUploads(""));
  }

  /**
   * Whether outcomes are true and nothing was harmed.
   *
   * @param givenUp whether one that counts as lost may have been done
   */
  void atOutcomes(List<Outcome> outcomes, boolean givenUp, List<String> wrong) {
    Set<String> may = new HashSet<>();
    for (Outcome outcome : outcomes) {
      if (outcome.status() == Status.SUCCEEDED && !isListedIfBackup(outcome)) {
        wrong.add("it succeeded and is not listed");
      }
      if (outcome.status() == Status.SUCCEEDED || (givenUp && outcome.status() == Status.LOST)) {
        may.add(outcome.id().value());
      }
    }
    atManifests(may, wrong);
    verify(ground.before(), wrong);
    atDatabase(outcomes, wrong);
  }

  private boolean isListedIfBackup(Outcome outcome) {
    return !(workOf(outcome.id()) instanceof Work.Backup) || manifest(outcome.id()).isPresent();
  }

  /** Every backup that came to be is one that may be, and whole. */
  private void atManifests(Set<String> may, List<String> wrong) {
    for (String key : manifests()) {
      if (known.add(key)) {
        OperationId id = new OperationId(BucketLayout.backupIdOf(key).orElseThrow());
        if (!may.contains(id.value())) {
          wrong.add("it did not succeed and is listed");
        }
        verify(manifest(id).orElseThrow(), wrong);
      }
    }
  }

  /** The living database is as it was, or wholly as the backup says, if a restore did not fail. */
  private void atDatabase(List<Outcome> outcomes, List<String> wrong) {
    Set<Status> restores =
        outcomes.stream()
            .filter(outcome -> workOf(outcome.id()) instanceof Work.Restore)
            .map(Outcome::status)
            .collect(Collectors.toSet());
    DatabaseImage now = ground.image();
    boolean restored = FaultGround.same(now, ground.asBackedUp());
    if (!restored && !FaultGround.same(now, ground.living())) {
      wrong.add("the living database was harmed");
    }
    if (restored && !restores.contains(Status.SUCCEEDED) && !restores.contains(Status.LOST)) {
      wrong.add("the database was replaced, and nobody says so");
    }
    if (!restored && restores.contains(Status.SUCCEEDED)) {
      wrong.add("it succeeded and restored nothing");
    }
  }

  /** What is listed now, or open, is no news: what one cell left is not told of the next. */
  void takeNote() {
    known.addAll(manifests());
    abandonUploads();
  }

  private List<String> manifests() {
    return ground.engine().store().list(BucketLayout.BACKUPS, "", 100_000).stream()
        .map(StoredObject::key)
        .filter(BucketLayout::isManifest)
        .toList();
  }

  private Optional<Manifest> manifest(OperationId id) {
    return new Catalog(ground.engine().store()).find(Engine.CLUSTER, FaultGround.DATABASE, id);
  }

  private Work workOf(OperationId id) {
    return new OperationJournal(ground.engine().store()).require(id).work();
  }

  /** Every object is there, and has the bytes that the manifest says. */
  private void verify(Manifest backup, List<String> wrong) {
    try {
      new BackupVerification(ground.engine().store(), Progress.NONE).verify(backup);
    } catch (VigieException e) {
      wrong.add("backup " + backup.backupId() + " is not whole: " + e.getMessage());
    }
  }

  /** Whether nothing is left behind, once what ends by itself had its time. */
  void atLeftovers(List<String> wrong) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> left = leftovers();
    while (!left.isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      left = leftovers();
    }
    wrong.addAll(left);
  }

  private List<String> leftovers() {
    List<String> left = new ArrayList<>();
    ground.engine().store().openUploads("").stream()
        .filter(upload -> !abandoned.contains(upload))
        .forEach(upload -> left.add("an upload is open: " + upload));
    ground
        .engine()
        .sql(
            "postgres",
            """
            SELECT 'a database is left: ' || datname FROM pg_database WHERE datname LIKE 'vigie%'
            UNION ALL SELECT 'a lease is held' FROM pg_locks WHERE locktype = 'advisory'
            UNION ALL SELECT 'a session is left: ' || query FROM pg_stat_activity
            WHERE application_name LIKE 'vigie%'
            """)
        .lines()
        .forEach(left::add);
    FaultProcesses.having(ground.runnerDisk().directory().toString(), storage())
        .forEach(process -> left.add("a process is left: " + process));
    try (Stream<Path> files = Files.list(ground.runnerDisk().directory())) {
      files.forEach(file -> left.add("a file is left: " + file.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return left;
  }

  private ProcessHandle storage() {
    return ProcessHandle.of(ground.storage().pid()).orElseThrow();
  }
}
