package dev.vigie.engine;

import dev.vigie.backup.BackupCheck;
import dev.vigie.backup.CopyCheck;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.drill.DrillCheck;
import dev.vigie.engine.FaultMatrix.Cell;
import dev.vigie.engine.FaultMatrix.Result;
import dev.vigie.local.DatabaseImage;
import dev.vigie.local.PostgresFixture;
import dev.vigie.node.InMemoryNodeCommands;
import dev.vigie.operation.Dispatcher;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.OutcomeRecorder;
import dev.vigie.operation.PerKind;
import dev.vigie.operation.Reconciler;
import dev.vigie.operation.Work;
import dev.vigie.restore.RestoreCheck;
import dev.vigie.storage.FaultProxy;
import dev.vigie.storage.NoBuckets;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tries one cell after the other on one server, one bucket and one database, which has a good
 * backup and has changed since.
 *
 * @param engine the server and the bucket
 * @param database the living database
 * @param before its good backup
 * @param living what it holds
 * @param asBackedUp what it held
 * @param directory of the runners, which shall leave it empty
 * @param abandoned the uploads that runners left who had no moment to abort them
 */
record FaultTrial(
    Engine engine,
    String database,
    Manifest before,
    DatabaseImage living,
    DatabaseImage asBackedUp,
    Path directory,
    Set<String> abandoned)
    implements AutoCloseable {
  /** A runner that was stopped, or waits for S3, takes its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Of a size that takes more than one part, and a moment. */
  private static final int ROWS = 1_000;

  static FaultTrial open() throws IOException {
    Path directory = Files.createTempDirectory("vigie-faults-");
    // What one runner leaves the next one finds, and some of those are this process.
    System.setProperty("java.io.tmpdir", directory.resolve("tmp").toString());
    Engine engine = Engine.open();
    String database = Engine.createNoise(ROWS);
    DatabaseImage asBackedUp = DatabaseImage.of(engine.server(), database);
    Manifest before = engine.backup(database);
    change(engine, database);
    return new FaultTrial(
        engine,
        database,
        before,
        DatabaseImage.of(engine.server(), database),
        asBackedUp,
        directory,
        new HashSet<>());
  }

  private static void change(Engine engine, String database) {
    engine.sql(database, "DELETE FROM noise WHERE id % 2 = 0; CREATE TABLE since (n) AS SELECT 1");
  }

  /** Tries the cell; whatever does not hold is said. */
  Result run(Cell cell) {
    List<String> wrong = new ArrayList<>();
    String how = "";
    try {
      OperationId id = Engine.newId();
      engine.request(id, workOf(cell.operation()));
      strike(cell, id);
      Outcome outcome = end(id, wrong);
      how =
          outcome.status() == Outcome.Status.FAILED
              ? outcome.error().orElseThrow().code()
              : outcome.status().name();
      if (cell.kind().leavesNoTime()) {
        // These the bucket's own rule aborts.
        abandoned.addAll(engine.store().openUploads("backups/" + Engine.CLUSTER));
      }
      look(cell, outcome, wrong);
      goOn(cell, wrong);
      lookForLeftovers(wrong);
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      wrong.add(String.valueOf(e));
    }
    return new Result(cell, wrong.isEmpty() ? how : how + " " + wrong, wrong.isEmpty());
  }

  private Work workOf(FaultOperation operation) {
    return switch (operation) {
      case BACKUP -> Engine.backupOf(database);
      case RESTORE -> Engine.restoreOf(before, database, true);
    };
  }

  /** Has a runner of its own do the operation, and breaks what the cell says at its stage. */
  private void strike(Cell cell, OperationId id) throws IOException, InterruptedException {
    AtomicReference<ProcessHandle> process = new AtomicReference<>();
    try (FaultProxy proxy = new FaultProxy(S3Fixture.server().endpoint())) {
      FaultScene scene = new FaultScene(engine, proxy, process);
      cell.kind().arm(scene, cell.stage());
      VigieProgram.Running running =
          VigieProgram.on(directory, engine.store().bucket())
              .with("VIGIE_S3_ENDPOINT", proxy.endpoint().toString())
              .with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + Files.createDirectories(temporary()))
              .start("node", "run", "--operation", id.value());
      process.set(running.process().toHandle());
      if (!running.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        running.process().descendants().forEach(ProcessHandle::destroyForcibly);
        running.process().destroyForcibly().waitFor();
        throw new AssertionError("it did not end in " + PATIENCE);
      }
      if (proxy.count(cell.stage()::is) == 0) {
        throw new AssertionError("it never came to the stage: " + Files.readString(running.err()));
      }
    }
    awaitServer();
  }

  private Path temporary() {
    return directory.resolve("tmp");
  }

  /** A server that crashed takes a moment to come back. */
  private void awaitServer() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        engine.sql("postgres", "SELECT 1");
        return;
      } catch (RuntimeException | AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  /** Hears of the end from two sides at once, and then by Reconcile after the deadline. */
  private Outcome end(OperationId id, List<String> wrong) {
    OperationJournal journal = new OperationJournal(engine.store());
    Stream.of(1, 2).parallel().forEach(_ -> recorder(Clock.systemUTC()).record(id));
    Clock late = Clock.fixed(Instant.now().plus(Duration.ofHours(2)), ZoneOffset.UTC);
    InMemoryNodeCommands nodes = new InMemoryNodeCommands();
    nodes.online(false);
    new Reconciler(journal, recorder(late), new Dispatcher(journal, nodes, late), nodes, late)
        .look();
    Outcome outcome = journal.outcome(id).orElseThrow();
    recorder(late).record(id);
    if (!journal.outcome(id).orElseThrow().equals(outcome)) {
      wrong.add("the outcome changed");
    }
    return outcome;
  }

  private OutcomeRecorder recorder(Clock clock) {
    return new OutcomeRecorder(
        new OperationJournal(engine.store()),
        new PerKind<>(
            new BackupCheck(engine.store(), clock),
            new RestoreCheck(engine.store(), clock),
            new DrillCheck(engine.store(), clock),
            new CopyCheck(new NoBuckets(), clock)),
        clock);
  }

  /** Whether the outcome is true, and nothing was harmed. */
  private void look(Cell cell, Outcome outcome, List<String> wrong) {
    boolean succeeded = outcome.status() == Outcome.Status.SUCCEEDED;
    Catalog catalog = new Catalog(engine.store());
    boolean listed =
        cell.operation() == FaultOperation.BACKUP
            && catalog.find(Engine.CLUSTER, database, outcome.id()).isPresent();
    if (cell.operation() == FaultOperation.BACKUP && succeeded != listed) {
      wrong.add(succeeded ? "it succeeded and is not listed" : "it failed and is listed");
    }
    if (listed) {
      verify(outcome.id(), wrong);
    }
    verify(before.backupId(), wrong);
    DatabaseImage now = DatabaseImage.of(engine.server(), database);
    boolean restored = same(now, asBackedUp);
    if (!restored && !same(now, living)) {
      wrong.add("the living database was harmed");
    }
    if (cell.operation() == FaultOperation.BACKUP && restored) {
      wrong.add("a backup changed the database");
    }
    if (cell.operation() == FaultOperation.RESTORE && succeeded && !restored) {
      wrong.add("it succeeded and restored nothing");
    }
    if (cell.operation() == FaultOperation.RESTORE
        && outcome.status() == Outcome.Status.FAILED
        && restored) {
      wrong.add("it failed and the database was replaced");
    }
  }

  private static boolean same(DatabaseImage one, DatabaseImage other) {
    return one.contents().equals(other.contents()) && one.schema().equals(other.schema());
  }

  /** Every object is there, and has the bytes that the manifest says. */
  private void verify(OperationId backup, List<String> wrong) {
    try {
      VigieProgram.Ended ended =
          VigieProgram.on(directory, engine.store().bucket()).run("verify", backup.value());
      if (ended.status() != 0) {
        wrong.add("backup " + backup + " is not whole: " + ended.err());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Puts the living database back, and does the same operation again, which must succeed. */
  private void goOn(Cell cell, List<String> wrong) {
    Outcome again = engine.attempt(workOf(cell.operation()));
    if (again.status() != Outcome.Status.SUCCEEDED) {
      wrong.add("the next one failed: " + again.error());
    }
    if (!same(DatabaseImage.of(engine.server(), database), living)) {
      putBack();
    }
  }

  /** What swaps keep for an undo goes too. */
  private void putBack() {
    for (String kept :
        engine
            .sql(
                "postgres",
                "SELECT datname FROM pg_database WHERE starts_with(datname, '%s') AND datname <> '%s'"
                    .formatted(database + "_", database))
            .lines()
            .toList()) {
      engine.sql("postgres", "DROP DATABASE " + PostgresFixture.identifier(kept));
    }
    change(engine, database);
  }

  private void lookForLeftovers(List<String> wrong) throws IOException {
    List<String> uploads = new ArrayList<>(engine.store().openUploads(""));
    uploads.removeAll(abandoned);
    if (!uploads.isEmpty()) {
      wrong.add("uploads are open: " + uploads);
    }
    String databases =
        engine.sql(
            "postgres",
            "SELECT string_agg(datname, ', ') FROM pg_database WHERE datname LIKE 'vigie%'");
    if (!databases.isEmpty()) {
      wrong.add("databases are left: " + databases);
    }
    if (!Aftermath.programs().isEmpty()) {
      wrong.add("programs run: " + Aftermath.programs());
    }
    String sessions =
        engine.sql("postgres", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'");
    if (!sessions.equals("0")) {
      wrong.add("a lease is held");
    }
    try (Stream<Path> files = Files.list(Files.createDirectories(temporary()))) {
      String left =
          files.map(file -> file.getFileName().toString()).collect(Collectors.joining(", "));
      if (!left.isEmpty()) {
        wrong.add("files are left: " + left);
      }
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    engine.close();
  }
}
