package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.local.DatabaseImage;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.storage.S3Fixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Databases and users that are set up in ways that a backup or a restore could stumble over. */
@Timeout(60)
class OddDatabasesIT {
  private static Engine engine;

  @BeforeAll
  static void open() {
    ThrowawayPostgres server =
        ThrowawayPostgres.start(
            ClientPrograms.ofThisMachine().chooseServer(),
            Map.of("max_prepared_transactions", "4", "allow_in_place_tablespaces", "on"));
    engine = Engine.on(server, S3Fixture.open(S3Fixture.newBucket()));
  }

  @AfterAll
  static void close() {
    engine.close();
    engine.server().close();
  }

  @Test
  void restore_latin1_isIdentical() {
    engine.sql(
        "postgres", "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0;");
    engine.sql(
        "latin",
        "SET client_encoding = 'UTF8';"
            + " CREATE TABLE \"Größe\" (\"Maß\" text); INSERT INTO \"Größe\" VALUES ('àéîõü ß')");

    identical("latin");
  }

  @Test
  void restore_sqlAsciiWithBytesOfNoEncoding_isIdentical() {
    engine.sql(
        "postgres", "CREATE DATABASE bytes ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0;");
    engine.sql("bytes", "CREATE TABLE t (x text); INSERT INTO t VALUES (E'caf\\xe9 \\xff\\xfe')");

    identical("bytes");
  }

  @Test
  void backup_settingsThatWouldEndOrTrapIt_areOfNoEffect() {
    engine.sql("postgres", "CREATE DATABASE hostile; CREATE ROLE attacker");
    engine.sql(
        "hostile",
        """
        CREATE SCHEMA trap;
        CREATE TABLE trap.caught (who text);
        CREATE FUNCTION trap.pg_export_snapshot() RETURNS text LANGUAGE plpgsql AS $f$
        BEGIN RAISE EXCEPTION 'trapped'; END $f$;
        CREATE FUNCTION trap.pg_try_advisory_xact_lock(bigint) RETURNS boolean LANGUAGE plpgsql
        AS $f$ BEGIN RAISE EXCEPTION 'trapped'; END $f$;
        CREATE FUNCTION trap.current_database() RETURNS name LANGUAGE plpgsql
        AS $f$ BEGIN RAISE EXCEPTION 'trapped'; END $f$;
        ALTER DATABASE hostile SET search_path = trap, pg_catalog;
        ALTER DATABASE hostile SET statement_timeout = '200ms';
        ALTER DATABASE hostile SET lock_timeout = '1ms';
        ALTER DATABASE hostile SET idle_in_transaction_session_timeout = '100ms';
        ALTER DATABASE hostile SET idle_session_timeout = '100ms';
        ALTER DATABASE hostile SET default_transaction_read_only = on;
        ALTER DATABASE hostile SET client_encoding = 'LATIN1';
        ALTER DATABASE hostile SET datestyle = 'SQL, DMY';
        ALTER DATABASE hostile SET standard_conforming_strings = off;
        ALTER DATABASE hostile SET row_security = off;
        """);

    identical("hostile");
  }

  @Test
  void restore_settingsThatChangeHowValuesAreWritten_isIdentical() {
    engine.sql("postgres", "CREATE DATABASE written");
    engine.sql(
        "written",
        """
        CREATE TABLE t (at timestamptz, bytes bytea, price money, took interval, f float8)
        PARTITION BY RANGE (at);
        CREATE TABLE p PARTITION OF t FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        INSERT INTO t
        VALUES ('2024-06-01 12:00', '\\x00ff5c', 1234.5::money, '1 day -2 hours', 0.1::float8 + 0.2);
        COMMENT ON TABLE t IS 'back\\slash "quote"';
        ALTER DATABASE written SET timezone = 'Asia/Kathmandu';
        ALTER DATABASE written SET bytea_output = 'escape';
        ALTER DATABASE written SET quote_all_identifiers = on;
        ALTER DATABASE written SET standard_conforming_strings = off;
        ALTER DATABASE written SET intervalstyle = 'sql_standard';
        ALTER DATABASE written SET extra_float_digits = -15;
        """);

    identical("written");
  }

  @Test
  void restore_userIsReadOnlyByDefault_succeeds() {
    engine.sql("postgres", "CREATE DATABASE readonly");
    engine.sql("readonly", "CREATE TABLE t AS SELECT generate_series(1, 10) x");
    engine.sql(
        "postgres",
        "CREATE ROLE careful SUPERUSER LOGIN PASSWORD 'careful';"
            + " ALTER ROLE careful SET default_transaction_read_only = on;"
            + " ALTER ROLE careful SET lock_timeout = '1ms'");
    Engine careful =
        engine.as(new ConnectionSettings(Map.of("PGUSER", "careful", "PGPASSWORD", "careful")));

    careful.restore(careful.backup("readonly"), "readonly restored");

    assertThat(engine.sql("readonly restored", "SELECT sum(x) FROM t")).isEqualTo("55");
  }

  @Test
  void backup_userIsNoSuperuser_leavesPasswordsOutAndSaysSo() {
    engine.sql(
        "postgres", "CREATE ROLE owner LOGIN PASSWORD 'owner'; CREATE DATABASE owned OWNER owner;");
    engine.sql("owned", "CREATE TABLE t AS SELECT 1 AS x; ALTER TABLE t OWNER TO owner");
    Engine owner =
        engine.as(new ConnectionSettings(Map.of("PGUSER", "owner", "PGPASSWORD", "owner")));

    Manifest backup = owner.backup("owned");

    assertThat(backup.omitted()).singleElement().asString().contains("passwords");
    engine.restore(backup, "owned restored");
    assertThat(engine.sql("owned restored", "SELECT x FROM t")).isEqualTo("1");
  }

  @Test
  void backup_userMayNotReadATable_isRefused() {
    engine.sql("postgres", "CREATE ROLE reader LOGIN PASSWORD 'reader'; CREATE DATABASE closed");
    engine.sql("closed", "CREATE TABLE secret AS SELECT 1 AS x");
    Aftermath aftermath = Aftermath.of(engine, "closed");
    Engine reader =
        engine.as(new ConnectionSettings(Map.of("PGUSER", "reader", "PGPASSWORD", "reader")));

    aftermath.isOf(reader.attempt(Engine.backupOf("closed")), ErrorCode.DATABASE_PERMISSION);
  }

  @Test
  void backup_rowSecurityHidesRows_isRefused() {
    engine.sql(
        "postgres",
        "CREATE ROLE tenant LOGIN PASSWORD 'tenant'; CREATE DATABASE rows OWNER tenant");
    engine.sql(
        "rows",
        "CREATE TABLE t AS SELECT 1 AS x; ALTER TABLE t OWNER TO tenant;"
            + " ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
    Engine tenant =
        engine.as(new ConnectionSettings(Map.of("PGUSER", "tenant", "PGPASSWORD", "tenant")));
    Aftermath aftermath = Aftermath.of(engine, "rows");

    Outcome outcome = tenant.attempt(Engine.backupOf("rows"));

    assertThat(outcome.error().orElseThrow().message()).contains("row-level security");
    aftermath.isOf(outcome, ErrorCode.valueOf(outcome.error().orElseThrow().code()));
    identical("rows");
  }

  @Test
  void restore_tablespaceThatTheMachineHasNot_isInTheDefaultOne() {
    engine.sql("postgres", "CREATE TABLESPACE fast LOCATION ''");
    engine.sql("postgres", "CREATE DATABASE placed");
    engine.sql(
        "placed",
        "CREATE TABLE t (x int) TABLESPACE fast; CREATE INDEX i ON t (x) TABLESPACE fast;"
            + " INSERT INTO t VALUES (7)");
    identical("placed");
    Manifest backup = engine.backup("placed");
    Engine elsewhere = Engine.on(PostgresFixture.server(), engine.store());

    Report.Restore report = elsewhere.restore(backup, "placed elsewhere");

    assertThat(report.rewritten()).anyMatch(note -> note.contains("tablespace fast"));
    assertThat(elsewhere.sql("placed elsewhere", "SELECT x FROM t")).isEqualTo("7");
  }

  @Test
  void restore_eventTriggerThatRefusesEverything_comesBackAndDoesNotFire() {
    engine.sql("postgres", "CREATE DATABASE guarded");
    engine.sql(
        "guarded",
        """
        CREATE TABLE t (x int PRIMARY KEY);
        CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM t;
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $f$
        BEGIN RAISE EXCEPTION 'no change to the schema today'; END $f$;
        CREATE EVENT TRIGGER guard ON ddl_command_start EXECUTE FUNCTION refuse();
        """);

    identical("guarded");
  }

  @Test
  void restore_extensionsAndTheirTypes_areIdentical() {
    engine.sql("postgres", "CREATE DATABASE extended");
    engine.sql(
        "extended",
        """
        CREATE SCHEMA "Ext";
        CREATE EXTENSION hstore SCHEMA "Ext";
        CREATE EXTENSION postgres_fdw;
        CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1');
        CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'u', password 'Sesame-4711');
        CREATE FOREIGN TABLE f (x int) SERVER far;
        CREATE TABLE t (id int PRIMARY KEY, h "Ext".hstore);
        INSERT INTO t VALUES (1, 'a=>1, "b c"=>NULL');
        CREATE INDEX ON t USING gin (h);
        """);

    identical("extended");
  }

  @Test
  void restore_roleThatHasOtherAttributesHere_isLeftAlone() {
    engine.sql(
        "postgres", "CREATE ROLE changed LOGIN CREATEDB; CREATE DATABASE roles OWNER changed");
    Manifest backup = engine.backup("roles");
    engine.sql("postgres", "ALTER ROLE changed NOLOGIN NOCREATEDB CONNECTION LIMIT 2");

    Report.Restore report = engine.restore(backup, "roles restored");

    assertThat(report.createdRoles()).isEmpty();
    assertThat(
            engine.sql(
                "postgres",
                "SELECT rolcanlogin, rolcreatedb, rolconnlimit FROM pg_roles"
                    + " WHERE rolname = 'changed'"))
        .isEqualTo("f|f|2");
  }

  @Test
  void restore_ownerThatIsGone_comesBackWithItsPassword() {
    engine.sql(
        "postgres", "CREATE ROLE gone LOGIN PASSWORD 'before'; CREATE DATABASE orphan OWNER gone");
    String verifier =
        engine.sql("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = 'gone'");
    Manifest backup = engine.backup("orphan");
    engine.sql("postgres", "DROP DATABASE orphan");
    engine.sql("postgres", "DROP ROLE gone");

    Report.Restore report = engine.restore(backup, "orphan");

    assertThat(report.createdRoles()).containsExactly("gone");
    assertThat(engine.sql("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname = 'gone'"))
        .isEqualTo(verifier);
  }

  @Test
  void swap_targetHasPreparedTransaction_isRefusedBeforeAnythingIsMade() {
    engine.sql("postgres", "CREATE DATABASE prepared");
    engine.sql("prepared", "CREATE TABLE t AS SELECT 1 AS x");
    Manifest backup = engine.backup("prepared");
    engine.sql("prepared", "BEGIN; UPDATE t SET x = 2; PREPARE TRANSACTION 'still; open'");
    Aftermath aftermath = Aftermath.of(engine, "prepared");

    Outcome outcome = engine.attempt(Engine.restoreOf(backup, "prepared", true));

    aftermath.isOf(outcome, ErrorCode.TARGET_EXISTS);
    assertThat(outcome.error().orElseThrow().message()).contains("still; open");
    engine.sql("prepared", "COMMIT PREPARED 'still; open'");
    assertThat(engine.sql("prepared", "SELECT x FROM t")).isEqualTo("2");
  }

  private static void identical(String database) {
    DatabaseImage image = DatabaseImage.of(engine.server(), database);

    engine.restore(engine.backup(database), database + " restored");

    DatabaseImage restored = DatabaseImage.of(engine.server(), database + " restored");
    assertThat(restored.contents()).isEqualTo(image.contents());
    assertThat(restored.schema()).isEqualTo(image.schema());
  }
}
