package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.engine.VigieProgram.Ended;
import dev.vigie.engine.VigieProgram.Running;
import dev.vigie.local.DatabaseImage;
import dev.vigie.local.PostgresFixture;
import dev.vigie.postgres.PgSession;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.StoredObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as people and scripts meet it: exit status, words, JSON; and signals. */
@Timeout(90)
class ProgramIT {
  private static final String DATABASE = "program \"test\"";

  @TempDir private static Path directory = Path.of("");
  private static Engine engine;
  private static VigieProgram vigie;
  private static Manifest backup;

  @BeforeAll
  static void backUp() {
    engine = Engine.open();
    vigie = VigieProgram.on(directory, engine.store().bucket()).with("PGDATABASE", DATABASE);
    PostgresFixture.createDatabase(DATABASE);
    engine.sql(
        DATABASE,
        "CREATE TABLE t AS SELECT n, repeat(md5(n::text), 20) FROM generate_series(1, 60000) n");
    backup = engine.backup(DATABASE);
    engine.sql(DATABASE, "DELETE FROM t WHERE n > 10");
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void cycle_byItsCommands_worksAndLeaksNoPassword() throws Exception {
    Engine own = Engine.open();
    VigieProgram program =
        VigieProgram.on(directory, own.store().bucket()).with("PGDATABASE", DATABASE);
    DatabaseImage before = DatabaseImage.of(engine.server(), DATABASE);
    Set<String> commands = ConcurrentHashMap.newKeySet();

    Ended made = watched(program.start("backup", "--output", "json"), commands);
    String id = made.json().at("/id").textValue();
    Ended listed = program.run("list", "--output", "json");
    Ended shown = program.run("show", id);
    Ended restored = watched(program.start("restore", id, "--swap", "--output", "json"), commands);
    Ended undone = program.run("undo", restored.json().at("/id").textValue());

    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.json().at("/status").textValue()).isEqualTo("SUCCEEDED");
    assertThat(listed.json().at("/0/database").textValue()).isEqualTo(DATABASE);
    assertThat(shown.out()).contains("public.t");
    assertThat(restored.status()).as(restored.err()).isZero();
    assertThat(undone.status()).as(undone.err()).isZero();
    assertThat(DatabaseImage.of(engine.server(), DATABASE)).isEqualTo(before);
    assertThat(commands).anyMatch(each -> each.contains("pg_dump")).noneMatch(ProgramIT::leaks);
    assertThat(made.out() + made.err() + restored.out() + restored.err())
        .doesNotContain(engine.server().password());
    for (StoredObject object : own.store().list("", "", 1_000)) {
      assertThat(object.key().endsWith(".json") && leaks(text(own, object.key())))
          .as(object.key())
          .isFalse();
    }
    own.close();
  }

  private static boolean leaks(String text) {
    return text.contains(engine.server().password()) || text.contains("SCRAM-SHA");
  }

  private static String text(Engine engine, String key) throws IOException {
    try (ObjectBody body = engine.store().get(key)) {
      return new String(body.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Collects the command lines of all its children while it runs, as ps shows them. */
  private static Ended watched(Running running, Set<String> commands) throws Exception {
    while (running.process().isAlive()) {
      running
          .process()
          .descendants()
          .flatMap(child -> child.info().commandLine().stream())
          .forEach(commands::add);
    }
    return running.end();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | REQUEST_INVALID      | restore ../../../etc/passwd --target x
          2 | REQUEST_INVALID      | show 20261123T020000Z-7f3a9c04d1/../x
          4 | BACKUP_UNKNOWN       | restore 20261123T020000Z-7f3a9c04d1 --target x
          4 | BACKUP_UNKNOWN       | verify 20261123T020000Z-7f3a9c04d1
          5 | TARGET_EXISTS        | restore latest --target postgres2
          2 | REQUEST_INVALID      | restore latest --target postgres --swap
          4 | DATABASE_UNKNOWN     | backup --database postgresql:///none
          3 | DATABASE_LOGIN       | backup --database postgresql://nobody:Sesame@/x
          4 | BUCKET_UNKNOWN       | list --bucket vigie-no-such-bucket
          4 | OPERATION_UNKNOWN    | undo 20261123T020000Z-7f3a9c04d1
          4 | OPERATION_UNKNOWN    | node run --operation 20261123T020000Z-7f3a9c04d1
          7 | STORAGE_UNAVAILABLE  | list --endpoint http://127.0.0.1:1
          """)
  void run_fault_endsWithItsStatus(int status, String code, String command) throws Exception {
    if (engine.sql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'postgres2'").isEmpty()) {
      PostgresFixture.createDatabase("postgres2");
    }
    Aftermath aftermath = Aftermath.of(engine);

    Ended ended = vigie.run(command.split(" ", -1));

    assertThat(ended.err())
        .contains("[" + code)
        .contains("hint: ")
        .doesNotContain("Sesame", "\tat ");
    assertThat(ended.status()).isEqualTo(status);
    assertThat(ended.out()).isEmpty();
    aftermath.isClean();
  }

  @Test
  void backup_sigterm_leavesNothing() throws Exception {
    Aftermath aftermath = Aftermath.of(engine, DATABASE);
    try (PgSession holder = PgSession.open(engine.tools().on(DATABASE))) {
      holder.run("BEGIN; LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE");
      Running running = vigie.start("backup");
      awaitSql(
          "SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE 'LOCK TABLE%'"
              + " AND wait_event_type = 'Lock'");

      running.process().destroy();
      Ended ended = running.end();

      assertThat(ended.status()).isIn(143, 130);
      assertThat(ended.err()).contains("[INTERRUPTED]");
    }
    aftermath.isClean();
  }

  @Test
  void restore_sigterm_leavesNothing() throws Exception {
    Aftermath aftermath = Aftermath.of(engine, DATABASE);
    Running running = vigie.start("restore", backup.backupId().value(), "--swap");
    awaitSql("SELECT count(*) > 0 FROM pg_stat_activity WHERE query ILIKE 'COPY%FROM stdin%'");

    running.process().destroy();
    Ended ended = running.end();

    assertThat(ended.status()).isIn(143, 130);
    assertThat(ended.err()).contains("[INTERRUPTED]");
    aftermath.isClean();
  }

  @Test
  void restore_killed_leavesTheLivingDatabaseAsItWas() throws Exception {
    DatabaseImage living = DatabaseImage.of(engine.server(), DATABASE);
    Running running = vigie.start("restore", backup.backupId().value(), "--swap");
    awaitSql("SELECT count(*) > 0 FROM pg_stat_activity WHERE query ILIKE 'COPY%FROM stdin%'");

    running.process().destroyForcibly();

    assertThat(running.end().status()).isEqualTo(137);
    awaitSql("SELECT count(*) = 0 FROM pg_stat_activity WHERE application_name = 'vigie'");
    assertThat(DatabaseImage.of(engine.server(), DATABASE)).isEqualTo(living);
    String left =
        engine.sql("postgres", "SELECT datname FROM pg_database WHERE datname ~ '^vigie_restore'");
    assertThat(left.lines()).hasSize(1);
    engine.sql("postgres", "DROP DATABASE \"" + left + "\" WITH (FORCE)");
  }

  private static void awaitSql(String condition) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!engine.sql("postgres", condition).equals("t")) {
      assertThat(System.nanoTime()).as(condition).isLessThan(end);
    }
  }
}
