package dev.vigie.engine;

import dev.vigie.catalog.Manifest;
import dev.vigie.local.DatabaseImage;
import dev.vigie.local.EmbeddedS3;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ServerRestart;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What cells stand on, one after the other: a server, an S3 endpoint and a bucket, each begun again
 * where a fault ended it; and in them a database that has a good backup and has changed since. One
 * thread plays the cells; others, which break something meanwhile, may ask for what is in it.
 */
final class FaultGround implements AutoCloseable {
  /** The living database. */
  static final String DATABASE = "living";

  /** Who works on the server: no built-in role, so that it can lose its rights. */
  static final String ROLE = "operator";

  static final String BUCKET = "vigie-faults";

  /** Of a size that takes more than one part. */
  private static final int ROWS = 800;

  private final Path directory;
  private final FaultDisk serverDisk;
  private final FaultDisk runnerDisk;
  private final ThrowawayPostgres server;
  private volatile EmbeddedS3 storage;
  private volatile Engine engine;
  private final DatabaseImage asBackedUp;
  private final DatabaseImage living;
  private final Manifest before;

  /**
   * Makes it.
   *
   * @param directory which the server's user may enter
   */
  FaultGround(Path directory) throws IOException {
    this.directory = directory;
    this.serverDisk = FaultDisk.on(disks(directory).getFirst());
    this.runnerDisk = FaultDisk.on(disks(directory).getLast());
    System.setProperty("java.io.tmpdir", serverDisk.directory().toString());
    this.server = ThrowawayPostgres.start();
    this.storage = EmbeddedS3.start(directory.resolve("s3"));
    storage.createBucket(BUCKET);
    this.engine = Engine.on(server, S3Fixture.open(storage.settings(BUCKET)));
    engine.sql(
        "postgres",
        "CREATE ROLE %s LOGIN SUPERUSER PASSWORD '%s'".formatted(ROLE, server.password()));
    ServerCertificate.give(server, engine);
    fill();
    this.asBackedUp = image();
    this.before = engine.backup(DATABASE);
    change();
    this.living = image();
    // What one runner leaves the next one finds, and some of those are this process.
    System.setProperty("java.io.tmpdir", runnerDisk.directory().toString());
  }

  /** The server's disk and the runner's. */
  static List<Path> disks(Path directory) {
    return List.of(directory.resolve("server"), directory.resolve("tmp"));
  }

  /** The server and the bucket, with nothing in between. */
  Engine engine() {
    return engine;
  }

  /** The S3 endpoint. */
  EmbeddedS3 storage() {
    return storage;
  }

  /** For what runners print. */
  Path directory() {
    return directory;
  }

  /** Where the server's data lies. */
  FaultDisk serverDisk() {
    return serverDisk;
  }

  /** Where runners keep temporary files, and the servers of drills. */
  FaultDisk runnerDisk() {
    return runnerDisk;
  }

  /** The good backup. */
  Manifest before() {
    return before;
  }

  /** What the living database held when it was backed up. */
  DatabaseImage asBackedUp() {
    return asBackedUp;
  }

  /** What it holds. */
  DatabaseImage living() {
    return living;
  }

  /** What it holds now. */
  DatabaseImage image() {
    return DatabaseImage.of(server, DATABASE);
  }

  /** Whether both hold the same. */
  static boolean same(DatabaseImage one, DatabaseImage other) {
    return one.contents().equals(other.contents()) && one.schema().equals(other.schema());
  }

  /** The variables of a runner, whose endpoint and port are still the true ones. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(server.environment());
    environment.put("PGUSER", ROLE);
    environment.put("PGSSLMODE", "disable");
    environment.putAll(storage.environment(BUCKET));
    environment.put("VIGIE_JAVA_OPTS", "-Djava.io.tmpdir=" + runnerDisk.directory());
    return environment;
  }

  /** The server's processes, the first one first. */
  List<ProcessHandle> serverProcesses() {
    ProcessHandle first = ProcessHandle.of(server.pid()).orElseThrow();
    return Stream.concat(Stream.of(first), first.descendants()).toList();
  }

  /** Begins what was ended again. */
  void mend() {
    if (!ProcessHandle.of(storage.pid()).map(ProcessHandle::isAlive).orElse(false)) {
      beginStorage();
    }
    ServerRestart.of(server);
  }

  /** The endpoint comes back with the objects of before, at another port. */
  synchronized void beginStorage() {
    storage.close();
    storage = EmbeddedS3.start(directory.resolve("s3"));
    Engine old = engine;
    engine = Engine.on(server, S3Fixture.open(storage.settings(BUCKET)));
    old.close();
  }

  /** Puts the living database back, if it is another one. */
  void putBack() {
    if (same(image(), living)) {
      return;
    }
    dropKept();
    if (same(image(), asBackedUp)) {
      change();
    } else {
      engine.sql("postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
      fill();
      change();
    }
  }

  /** What swaps keep for an undo. */
  private void dropKept() {
    engine
        .sql(
            "postgres",
            "SELECT datname FROM pg_database WHERE starts_with(datname, '%s_')".formatted(DATABASE))
        .lines()
        .forEach(
            kept -> engine.sql("postgres", "DROP DATABASE " + PostgresFixture.identifier(kept)));
  }

  private void fill() {
    engine.sql("postgres", "CREATE DATABASE " + DATABASE + " TEMPLATE template0");
    Engine.fillWithNoise(server, DATABASE, ROWS);
  }

  private void change() {
    engine.sql(DATABASE, "DELETE FROM noise WHERE id % 2 = 0; CREATE TABLE since (n) AS SELECT 1");
  }

  /** Deletes a directory with all that is in it. */
  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    runnerDisk.heal();
    serverDisk.heal();
    engine.close();
    storage.close();
    server.close();
    runnerDisk.close();
    serverDisk.close();
  }
}
