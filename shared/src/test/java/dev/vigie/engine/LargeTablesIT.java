package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.vigie.backup.BackupJob;
import dev.vigie.backup.BackupVerification;
import dev.vigie.backup.DumpPlan;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Part;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.PostgresFixture;
import dev.vigie.storage.ByteRange;
import dev.vigie.storage.ObjectBody;
import dev.vigie.transfer.Progress;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that get archives of their own, in one piece or in ranges. */
@Timeout(120)
class LargeTablesIT {
  /** Whatever has 64 KiB is apart, in ranges of 64 KiB at most where there are several workers. */
  private static final DumpPlan.Sizes SMALL =
      new DumpPlan.Sizes(1 << 16, 1 << 16, 1 << 16, 1 << 16, 1_000);

  private Engine engine;
  private String database;

  @BeforeEach
  void open() {
    Engine any = Engine.open();
    engine = any.with(any.settings().withSizes(SMALL).withWorkers(3));
    database = PostgresFixture.createDatabase();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void backup_ofRangesByAnyNumberOfWorkers_comesBack(int workers) {
    fill();
    Engine with = engine.with(engine.settings().withWorkers(workers));

    Manifest manifest = with.backup(database);

    assertThat(table(manifest, "big").parts()).hasSizeGreaterThan(5);
    assertThat(table(manifest, "big").rows()).isEqualTo(20_000);
    assertThat(table(manifest, "small").parts())
        .extracting(Part::archive)
        .containsExactly(Manifest.DATA);
    new BackupVerification(with.store(), Progress.NONE).verify(manifest);
    with.restore(manifest, database + " restored " + workers);
  }

  @Test
  void backup_namesOfEveryKind_comesBack() {
    String name = "$(id) `x` ; \"q\" 'a' \\ :v :\"v\" %I \n|é漢";
    String sql = name.replace("\"", "\"\"");
    engine.sql(
        database,
        """
        CREATE SCHEMA "%1$s";
        CREATE TABLE "%1$s"."%1$s" ("%1$s" text, gone int, "%1$s 2" int, twice int
          GENERATED ALWAYS AS ("%1$s 2" * 2) STORED);
        ALTER TABLE "%1$s"."%1$s" DROP gone;
        INSERT INTO "%1$s"."%1$s" ("%1$s", "%1$s 2")
        SELECT CASE n %% 5 WHEN 0 THEN NULL WHEN 1 THEN E'\\\\.' WHEN 2 THEN E'a\\nb\\tc' WHEN 3 THEN ''
          ELSE repeat('x', 100) END, n FROM generate_series(1, 5000) n;
        CREATE TABLE "%1$s"."no columns" ();
        """
            .formatted(sql));

    Manifest manifest = engine.backup(database);

    assertThat(table(manifest, name).parts()).hasSizeGreaterThan(1);
    engine.restore(manifest, database + " restored");
  }

  @Test
  void parts_readAlone_areTheirTables() {
    fill();
    engine.sql(
        database,
        "DO $$ BEGIN FOR i IN 1..40 LOOP EXECUTE format("
            + "'CREATE TABLE t%s AS SELECT %s AS i, repeat(md5(n::text), 10)"
            + " FROM generate_series(1, 100) n', i, i); END LOOP; END $$");

    Manifest manifest = engine.backup(database);

    for (int i = 1; i <= 40; i++) {
      Part part = table(manifest, "t" + i).parts().getFirst();
      byte[] block = read(manifest, part);
      assertThat(block[0]).isEqualTo((byte) 1); // BLK_DATA of pg_backup_archiver.h
      assertThat(new String(block, UTF_8)).contains(i + "\t" + "c4ca4238a0b923820dcc509a6f75849b");
      assertThat(part.skip()).isLessThan(256 * 1024);
    }
    String rows =
        table(manifest, "big").parts().stream()
            .map(part -> new String(read(manifest, part), UTF_8))
            .reduce("", String::concat);
    assertThat(rows.lines()).hasSize(20_000);
    assertThat((long) rows.getBytes(UTF_8).length).isEqualTo(table(manifest, "big").bytes());
  }

  @Test
  void backup_tableThatGrowsMeanwhile_isOfItsSnapshot() {
    fill();
    Manifest manifest =
        once(
            "public.big",
            () ->
                engine.sql(
                    database, "INSERT INTO big SELECT n, 'new' FROM generate_series(1, 9999) n"));

    assertThat(table(manifest, "big").rows()).isEqualTo(20_000);
    engine.restore(manifest, database + " restored");
  }

  @Test
  void backup_programOfAWorkerKilled_fails() {
    fill();
    engine.sql(
        database, "INSERT INTO big SELECT n, repeat('x', 900) FROM generate_series(1, 9999) n");
    Aftermath aftermath = Aftermath.of(engine);

    Assertions.assertThatThrownBy(
            () ->
                once(
                    "public.big",
                    () ->
                        BackupFaultIT.programs("psql").stream()
                            .sorted(
                                Comparator.comparing(p -> p.info().startInstant().orElseThrow()))
                            .skip(1) // the first holds the snapshot
                            .forEach(ProcessHandle::destroyForcibly)))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLIENT_FAILED));

    aftermath.isClean();
  }

  @Test
  void backup_snapshotLostMeanwhile_fails() {
    fill();
    Aftermath aftermath = Aftermath.of(engine);

    Assertions.assertThatThrownBy(
            () ->
                once(
                    "public.big",
                    () ->
                        engine.sql(
                            "postgres",
                            "SELECT pg_terminate_backend(pid) FROM pg_locks"
                                + " WHERE locktype = 'advisory' AND database = (SELECT oid FROM"
                                + " pg_database WHERE datname = '"
                                + database
                                + "')")))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));

    aftermath.isClean();
  }

  /** Backs up, and does something once when the first bytes of that table have come. */
  private Manifest once(String task, Runnable something) {
    AtomicBoolean done = new AtomicBoolean();
    Progress progress =
        (told, bytes, total) -> {
          if (told.equals(task) && done.compareAndSet(false, true)) {
            something.run();
          }
        };
    return new BackupJob(engine.store(), Clock.systemUTC(), progress, engine.settings())
        .run(Engine.newId(), Engine.backupOf(database), engine.tools());
  }

  private void fill() {
    engine.sql(
        database,
        """
        CREATE TABLE big AS SELECT n, md5(n::text) AS t FROM generate_series(1, 20000) n;
        CREATE TABLE small AS SELECT 1 AS one;
        """);
  }

  private static Table table(Manifest manifest, String name) {
    return manifest.tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** As docs/format.md says. */
  private byte[] read(Manifest manifest, Part part) {
    ByteRange range = new ByteRange(part.offset(), part.storedBytes());
    try (ObjectBody body = engine.store().get(manifest.require(part.archive()).key(), range);
        ZstdInputStreamNoFinalizer content = new ZstdInputStreamNoFinalizer(body.stream())) {
      content.skipNBytes(part.skip());
      byte[] bytes = content.readNBytes((int) part.bytes());
      assertThat(bytes).hasSize((int) part.bytes());
      return bytes;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
