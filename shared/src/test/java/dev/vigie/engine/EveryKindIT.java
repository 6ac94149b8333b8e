package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.backup.DumpPlan;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.Outcome;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgSession;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of thing that a database may hold: it comes back, or the manifest says that it lacks.
 */
@Timeout(120)
class EveryKindIT {
  private Engine engine;
  private String database;

  @BeforeEach
  void open() {
    engine = Engine.open();
    database = PostgresFixture.createDatabase();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Once with all in the shared archive, once with whatever can be in archives of their own. */
  @ParameterizedTest
  @ValueSource(longs = {1, 1L << 40})
  void backup_everyKind_comesBackOrIsNamed(long apart) {
    engine.sql(
        database,
        """
        CREATE SEQUENCE counter; SELECT nextval('counter'), nextval('counter');
        CREATE TABLE identity (id int GENERATED ALWAYS AS IDENTITY, s serial, t text);
        INSERT INTO identity (t) SELECT repeat('x', 3000) FROM generate_series(1, 100);
        CREATE TABLE parted (k int, v text) PARTITION BY RANGE (k);
        CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10);
        CREATE TABLE parted_2 (v text, gone int, k int); ALTER TABLE parted_2 DROP gone;
        ALTER TABLE parted ATTACH PARTITION parted_2 DEFAULT;
        INSERT INTO parted SELECT n, 'v' || n FROM generate_series(0, 99) n;
        CREATE TABLE parent (k int); CREATE TABLE child (own int) INHERITS (parent);
        INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2, 3);
        CREATE UNLOGGED TABLE unlogged AS SELECT 4 AS k;
        CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER "far away" FOREIGN DATA WRAPPER nowhere;
        CREATE USER MAPPING FOR postgres SERVER "far away" OPTIONS (secret 'sesame');
        CREATE FOREIGN TABLE "foreign" (k int) SERVER "far away";
        CREATE MATERIALIZED VIEW filled AS SELECT count(*) FROM parted;
        CREATE MATERIALIZED VIEW empty AS SELECT 1 AS one WITH NO DATA;
        CREATE VIEW seen AS SELECT * FROM parted;
        CREATE PUBLICATION one FOR TABLE parent; CREATE PUBLICATION everything FOR ALL TABLES;
        CREATE SUBSCRIPTION far CONNECTION 'dbname=nowhere' PUBLICATION p
          WITH (connect = false, slot_name = NONE);
        CREATE TABLE secured (k int); INSERT INTO secured VALUES (5);
        ALTER TABLE secured ENABLE ROW LEVEL SECURITY; ALTER TABLE secured FORCE ROW LEVEL SECURITY;
        SELECT lo_from_bytea(0, '\\x00ff0a');
        CREATE TABLE nothing ();
        CREATE TABLE twice AS SELECT 1 AS k FROM generate_series(1, 2);
        """);
    Assertions.assertThatThrownBy(
        () -> engine.sql(database, "CREATE UNIQUE INDEX CONCURRENTLY broken ON twice (k)"));
    Engine with =
        engine.with(
            engine.settings().withSizes(new DumpPlan.Sizes(apart, apart, 8192, 1L << 40, 100)));
    Manifest manifest;
    try (PgSession other = PgSession.open(engine.tools().on(database))) {
      other.run("CREATE TEMPORARY TABLE passing AS SELECT 1 AS k");
      manifest = with.backup(database);
    }

    assertThat(manifest.omitted())
        .containsExactlyInAnyOrder(
            "index public.broken: it is invalid, as a failed CREATE INDEX CONCURRENTLY leaves it",
            "temporary table passing of a session: it ends with the session",
            "the rows of foreign table public.\"foreign\": they are on the server \"far away\"");
    assertThat(manifest.tables())
        .extracting(Manifest.Table::name)
        .contains("identity", "parted_1", "parted_2", "parent", "child", "unlogged", "secured", "");
    assertThat(manifest.archives().size() > 3).isEqualTo(apart == 1);
    // Compares every row and every definition, the broken index excepted, which no dump has.
    String restored = database + " restored";
    engine.restore(manifest, restored);
    assertThat(
            engine.sql(
                restored,
                "SELECT nextval('counter'), relispopulated FROM pg_class"
                    + " WHERE relname = 'empty'"))
        .isEqualTo("3|f");
    assertThat(engine.sql(restored, "SELECT count(*) FROM filled")).isEqualTo("1");
    assertThat(
            engine.sql(
                restored, "SELECT string_agg(pubname, ' ' ORDER BY pubname) FROM pg_publication"))
        .isEqualTo("everything one");
    assertThat(engine.sql(restored, "SELECT lo_get(oid) FROM pg_largeobject_metadata"))
        .isEqualTo("\\x00ff0a");
    engine.sql(restored, "DROP SUBSCRIPTION far");
    engine.sql(database, "DROP SUBSCRIPTION far");
  }

  @Test
  void backup_tablesOfAnExtension_areNamed() {
    engine.sql(
        database,
        """
        CREATE TABLE members AS SELECT 1 AS k; CREATE TABLE registered AS SELECT 1 AS k;
        ALTER EXTENSION plpgsql ADD TABLE members; ALTER EXTENSION plpgsql ADD TABLE registered;
        UPDATE pg_extension SET extconfig = ARRAY['registered'::regclass::oid],
          extcondition = ARRAY['WHERE k > 1'] WHERE extname = 'plpgsql';
        """);

    Manifest manifest = engine.backup(database);

    assertThat(manifest.tables()).extracting(Manifest.Table::name).containsExactly("registered");
    assertThat(manifest.omitted())
        .containsExactlyInAnyOrder(
            "the rows of public.members: extension plpgsql makes the table and does not register its"
                + " rows for dumps",
            "rows of public.registered that extension plpgsql does not register for dumps: all but"
                + " WHERE k > 1");
  }

  @Test
  void backup_rowsThatTheUserMayNotSee_isRefused() {
    Engine reader = reader();
    engine.sql(
        database,
        "CREATE TABLE secured AS SELECT 5 AS k; ALTER TABLE secured ENABLE ROW LEVEL SECURITY");
    Aftermath aftermath = Aftermath.of(engine);

    Outcome outcome = reader.attempt(Engine.backupOf(database));

    aftermath.isOf(outcome, ErrorCode.DATABASE_PERMISSION);
    assertThat(outcome.error().orElseThrow().message()).contains("secured");
  }

  @Test
  void backup_tableThatTheUserMayNotRead_isRefused() {
    Engine reader = reader();
    engine.sql(
        database, "REVOKE pg_read_all_data FROM " + role() + "; CREATE TABLE closed (k int)");
    Aftermath aftermath = Aftermath.of(engine);

    Outcome outcome = reader.attempt(Engine.backupOf(database));

    aftermath.isOf(outcome, ErrorCode.DATABASE_PERMISSION);
    assertThat(outcome.error().orElseThrow().message()).contains("closed");
  }

  @Test
  void backup_whatTheUserMayNotDump_isRefusedUnlessAllowed() {
    Engine reader = reader();
    engine.sql(
        database,
        """
        CREATE SUBSCRIPTION far CONNECTION 'dbname=nowhere' PUBLICATION p
          WITH (connect = false, slot_name = NONE);
        CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER far FOREIGN DATA WRAPPER nowhere;
        CREATE USER MAPPING FOR postgres SERVER far OPTIONS (secret 'sesame');
        """);
    Aftermath aftermath = Aftermath.of(engine);

    Outcome outcome = reader.attempt(Engine.backupOf(database));

    aftermath.isOf(outcome, ErrorCode.DUMP_INCOMPLETE);
    assertThat(outcome.error().orElseThrow().message())
        .contains("subscription far", "user mapping");
    Manifest manifest = reader.with(reader.settings().withAllowOmissions(true)).backup(database);
    assertThat(manifest.omitted())
        .contains(
            "subscription far: only a superuser may dump it",
            "the options of postgres's user mapping for server far: the user of the backup may not"
                + " read them");
    engine.sql(database, "DROP SUBSCRIPTION far");
  }

  private String role() {
    return "reader_of_" + database;
  }

  /** The same, as a user who may read every table and is no superuser. */
  private Engine reader() {
    engine.sql(
        database,
        "CREATE ROLE %1$s LOGIN PASSWORD 'sesame'; GRANT pg_read_all_data TO %1$s"
            .formatted(role()));
    return engine.as(new ConnectionSettings(Map.of("PGUSER", role(), "PGPASSWORD", "sesame")));
  }
}
