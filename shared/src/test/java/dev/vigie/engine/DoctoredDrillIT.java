package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.cli.DrillOnMachine;
import dev.vigie.drill.DrillJob;
import dev.vigie.drill.DrillPlace;
import dev.vigie.error.VigieException;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.PgTools;
import dev.vigie.restore.RestoreListener;
import dev.vigie.restore.RestorePhase;
import dev.vigie.transfer.Progress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whether the comparison would notice: what was restored is damaged before it is compared, in each
 * of the ways in which a restore could go wrong, and the drill must say so.
 */
class DoctoredDrillIT {
  private static Engine engine;
  private static Manifest backup;

  /** One kind of damage to the database that {@link #backUp} makes, and a word of what is told. */
  enum Damage {
    A_ROW_LOST("DELETE FROM app.orders WHERE id = 7", "app.orders"),
    A_ROW_ADDED("INSERT INTO app.orders VALUES (1001, 1, 'more')", "app.orders"),
    A_ROW_TWICE_AND_ANOTHER_LOST(
        "ALTER TABLE app.log DISABLE TRIGGER ALL; DELETE FROM app.log WHERE line = 'b';"
            + " INSERT INTO app.log VALUES ('a'); ALTER TABLE app.log ENABLE TRIGGER ALL",
        "app.log"),
    ONE_BYTE_CHANGED("UPDATE app.orders SET note = 'note 7!' WHERE id = 7", "app.orders"),
    NULL_FOR_AN_EMPTY_TEXT("UPDATE app.orders SET note = '' WHERE note IS NULL", "app.orders"),
    A_TABLE_EMPTIED("TRUNCATE app.log", "app.log"),
    A_TABLE_LOST("DROP TABLE app.log", "app.log"),
    A_TABLE_ADDED("CREATE TABLE app.more (id integer)", "more"),
    A_SEQUENCE_SET_BACK("SELECT setval('app.numbers', 3)", "numbers"),
    A_PRIVILEGE_LOST("REVOKE SELECT ON app.orders FROM drill_reader", "ACL"),
    A_PRIVILEGE_ADDED("GRANT DELETE ON app.orders TO drill_reader", "ACL"),
    A_COLUMNS_PRIVILEGE_LOST("REVOKE UPDATE (note) ON app.orders FROM drill_reader", "ACL"),
    A_DEFAULT_PRIVILEGE_LOST(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM drill_reader",
        "DEFAULT ACL"),
    AN_OWNER_CHANGED("ALTER TABLE app.orders OWNER TO postgres", "orders"),
    A_ROLE_LOST("DROP ROLE drill_idle", "role drill_idle is missing"),
    A_ROLES_ATTRIBUTE_LOST("ALTER ROLE drill_reader NOLOGIN", "drill_reader"),
    A_ROLES_PASSWORD_LOST("ALTER ROLE drill_reader PASSWORD NULL", "drill_reader"),
    A_MEMBERSHIP_LOST("REVOKE drill_group FROM drill_reader", "drill_group"),
    AN_INDEX_LOST("DROP INDEX app.orders_note", "orders_note"),
    A_CONSTRAINT_LOST("ALTER TABLE app.orders DROP CONSTRAINT positive", "orders"),
    A_FOREIGN_KEY_LOST("ALTER TABLE app.orders DROP CONSTRAINT customer", "customer"),
    A_PRIMARY_KEY_LOST("ALTER TABLE app.orders DROP CONSTRAINT orders_pkey", "orders_pkey"),
    A_DEFAULT_LOST("ALTER TABLE app.orders ALTER COLUMN id DROP DEFAULT", "orders"),
    A_NOT_NULL_LOST("ALTER TABLE app.orders ALTER COLUMN customer DROP NOT NULL", "orders"),
    A_TRIGGER_LOST("DROP TRIGGER noted ON app.log", "noted"),
    A_TRIGGER_DISABLED("ALTER TABLE app.log DISABLE TRIGGER noted", "noted"),
    A_FUNCTION_CHANGED(
        "CREATE OR REPLACE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql"
            + " AS 'BEGIN RETURN OLD; END'",
        "note()"),
    A_VIEW_LOST("DROP VIEW app.newest", "newest"),
    A_POLICY_LOST("DROP POLICY own ON app.log", "own"),
    ROW_SECURITY_OFF("ALTER TABLE app.log DISABLE ROW LEVEL SECURITY", "log"),
    A_COMMENT_LOST("COMMENT ON TABLE app.orders IS NULL", "COMMENT"),
    A_COMMENT_CHANGED("COMMENT ON COLUMN app.orders.note IS 'other'", "COMMENT"),
    A_LARGE_OBJECT_LOST("SELECT lo_unlink(4711)", "large object"),
    A_LARGE_OBJECT_CHANGED("SELECT lo_put(4711, 0, 'x')", "large objects"),
    AN_EXTENSION_LOST("DROP EXTENSION citext", "citext");

    private final String sql;
    private final String told;

    Damage(String sql, String told) {
      this.sql = sql;
      this.told = told;
    }
  }

  @BeforeAll
  static void backUp() {
    engine = Engine.open();
    String database = PostgresFixture.createDatabase();
    engine.sql(
        database,
        """
        CREATE ROLE drill_group; CREATE ROLE drill_idle LOGIN;
        CREATE ROLE drill_reader LOGIN PASSWORD 'only here' IN ROLE drill_group;
        CREATE ROLE drill_owner;
        CREATE SCHEMA app;
        CREATE EXTENSION citext;
        CREATE SEQUENCE app.numbers;
        SELECT setval('app.numbers', 1000);
        CREATE TABLE app.customers (id integer PRIMARY KEY);
        INSERT INTO app.customers VALUES (1);
        CREATE TABLE app.orders (id integer PRIMARY KEY DEFAULT nextval('app.numbers'),
          customer integer NOT NULL, note text, CONSTRAINT positive CHECK (id > 0),
          CONSTRAINT customer FOREIGN KEY (customer) REFERENCES app.customers);
        INSERT INTO app.orders SELECT n, 1, nullif('note ' || n, 'note 9') FROM generate_series(1, 1000) n;
        CREATE INDEX orders_note ON app.orders (note);
        ALTER TABLE app.orders OWNER TO drill_owner;
        CREATE TABLE app.log (line text);
        INSERT INTO app.log VALUES ('a'), ('b'), ('c');
        CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER noted BEFORE INSERT ON app.log FOR EACH ROW EXECUTE FUNCTION app.note();
        ALTER TABLE app.log ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON app.log USING (line <> 'x');
        CREATE VIEW app.newest AS SELECT max(id) AS id FROM app.orders;
        GRANT SELECT ON app.orders TO drill_reader;
        GRANT UPDATE (note) ON app.orders TO drill_reader;
        ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO drill_reader;
        COMMENT ON TABLE app.orders IS 'what was ordered';
        COMMENT ON COLUMN app.orders.note IS 'in words';
        SELECT lo_from_bytea(4711, 'large');
        """);
    backup = engine.backup(database);
  }

  @AfterAll
  static void close() {
    engine.sql("postgres", "DROP DATABASE \"" + backup.database().name() + "\" WITH (FORCE)");
    engine.sql("postgres", "DROP ROLE drill_reader, drill_group, drill_idle, drill_owner");
    engine.close();
  }

  @Test
  void drill_thatNobodyDoctored_findsNothing() {
    assertThat(drill("SELECT 1")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void damage_beforeTheComparison_isNamed(Damage damage) {
    assertThat(drill(damage.sql))
        .as("the drill noticed")
        .isNotEmpty()
        .as("and says what")
        .anySatisfy(difference -> assertThat(difference).contains(damage.told));
  }

  @ParameterizedTest
  @EnumSource(value = DatabaseDamage.class)
  void damageToTheDatabaseItself_isNamed(DatabaseDamage damage) {
    assertThat(drillOnTheDatabase(damage.sql))
        .anySatisfy(difference -> assertThat(difference).contains(damage.told));
  }

  /** Damage to what only the whole database has, which gets it last of all. */
  enum DatabaseDamage {
    A_COMMENT_ADDED("COMMENT ON DATABASE %s IS 'other'", "comment"),
    A_SETTING_ADDED("ALTER DATABASE %s SET work_mem = '5MB'", "settings"),
    A_PRIVILEGE_ADDED("GRANT CREATE ON DATABASE %s TO drill_reader", "privileges"),
    A_LIMIT_ADDED("ALTER DATABASE %s CONNECTION LIMIT 5", "connection limit"),
    AN_OWNER_CHANGED("ALTER DATABASE %s OWNER TO drill_owner", "owner");

    private final String sql;
    private final String told;

    DatabaseDamage(String sql, String told) {
      this.sql = sql;
      this.told = told;
    }
  }

  private static List<String> drill(String damage) {
    return drill(RestorePhase.COMPARE, damage);
  }

  private static List<String> drillOnTheDatabase(String damage) {
    return drill(RestorePhase.PLACE, damage);
  }

  /** What the drill says of a restore that was doctored when this part of it began. */
  private static List<String> drill(RestorePhase when, String damage) {
    List<String> differences = new ArrayList<>();
    DoctoredPlace place = new DoctoredPlace();
    RestoreListener doctor =
        new RestoreListener() {
          @Override
          public void began(RestorePhase phase) {
            if (phase == when) {
              place.doctor(damage);
            }
          }

          @Override
          public void differs(List<String> found) {
            differences.addAll(found);
          }
        };
    DrillJob job = new DrillJob(engine.store(), place, Clock.systemUTC(), Progress.NONE, 2, doctor);
    try {
      job.run(Engine.newId(), DrillIT.drillOf(backup));
    } catch (VigieException e) {
      assertThat(e.code()).hasToString("COMPARISON_FAILED");
      differences.add(e.getMessage());
    }
    return differences;
  }

  /** The place of a drill, whose server is at hand to be doctored. */
  private static final class DoctoredPlace implements DrillPlace {
    private final AtomicReference<PgTools> tools = new AtomicReference<>();

    @Override
    public long freeBytes() {
      return Long.MAX_VALUE;
    }

    @Override
    public Server open(OperationId drill, Manifest manifest, long room) {
      Server server = new DrillOnMachine().open(drill, manifest, room);
      tools.set(server.tools());
      return server;
    }

    /** In the database that is being restored, whatever its name is for now. */
    void doctor(String sql) {
      PgTools server = Optional.ofNullable(tools.get()).orElseThrow();
      String staging =
          server
              .psql()
              .run("SELECT datname FROM pg_database WHERE datname LIKE 'vigie\\_restore\\_%'");
      server.on(staging).psql().run(sql.formatted('"' + staging + '"') + ";\n");
    }
  }
}
