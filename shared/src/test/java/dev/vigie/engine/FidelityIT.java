package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.local.DatabaseImage;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.SampleDatabase;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a restore brings back is what was backed up, to the last byte and the last grant. */
@Timeout(180)
class FidelityIT {
  /** What belongs to the database itself; grants in a fixed order. */
  private static final String OF_THE_DATABASE =
      """
      SELECT jsonb_pretty(jsonb_build_object(
        'owner', datdba::regrole, 'encoding', encoding, 'collate', datcollate, 'ctype', datctype,
        'limit', datconnlimit, 'comment', shobj_description(oid, 'pg_database'),
        'acl', (SELECT jsonb_agg(a::text ORDER BY a::text) FROM unnest(datacl) a),
        'settings', (SELECT jsonb_agg(jsonb_build_array(setrole::regrole, setconfig)
                                      ORDER BY setrole::regrole::text)
                     FROM pg_db_role_setting WHERE setdatabase = pg_database.oid)))
      FROM pg_database WHERE datname = current_database()
      """;

  /** Roles with attributes, password verifiers, settings, comments and memberships. */
  private static final String ROLES =
      """
      SELECT to_jsonb(r) - 'oid' || jsonb_build_object(
        'comment', shobj_description(oid, 'pg_authid'),
        'settings', (SELECT setconfig FROM pg_db_role_setting
                     WHERE setrole = r.oid AND setdatabase = 0),
        'member of', (SELECT jsonb_agg(roleid::regrole::text || admin_option
                                       ORDER BY roleid::regrole::text)
                      FROM pg_auth_members WHERE member = r.oid))
      FROM pg_authid r WHERE rolname ~ '^demo|^Fidelity' ORDER BY rolname
      """;

  private static Engine engine;

  @BeforeAll
  static void open() {
    engine = Engine.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void restore_sampleIntoNewDatabase_isIdentical() {
    String database = sample("fidelity sample");
    DatabaseImage image = DatabaseImage.of(engine.server(), database);

    Report.Restore report = engine.restore(engine.backup(database), "fidelity new");

    assertSame(image, DatabaseImage.of(engine.server(), "fidelity new"));
    assertThat(engine.sql("fidelity new", OF_THE_DATABASE))
        .isEqualTo(engine.sql(database, OF_THE_DATABASE));
    assertThat(report.createdRoles()).isEmpty();
    assertThat(report.keptAs()).isEmpty();
  }

  @Test
  void swapAndUndo_damagedSample_bringBackEachState() {
    String database = sample("fidelity swap");
    DatabaseImage image = DatabaseImage.of(engine.server(), database);
    Manifest backup = engine.backup(database);
    SampleDatabase.on(engine.server(), database).damage();
    engine.sql(database, "ALTER DATABASE \"fidelity swap\" SET work_mem = '1MB'");
    DatabaseImage damaged = DatabaseImage.of(engine.server(), database);
    String damagedFacts = engine.sql(database, OF_THE_DATABASE);

    Outcome swap = engine.swap(backup);

    assertSame(image, DatabaseImage.of(engine.server(), database));
    String kept = Engine.succeeded(swap).keptAs().orElseThrow();
    assertSame(damaged, DatabaseImage.of(engine.server(), kept));

    String undone = engine.undo(swap).keptAs();

    assertSame(damaged, DatabaseImage.of(engine.server(), database));
    assertThat(engine.sql(database, OF_THE_DATABASE)).isEqualTo(damagedFacts);
    assertSame(image, DatabaseImage.of(engine.server(), undone));
  }

  @Test
  void restore_intoEmptyCluster_bringsRolesToo() {
    String database = sample("fidelity elsewhere");
    engine.sql(
        database,
        """
        CREATE ROLE "Fidelity of its own" LOGIN PASSWORD 'secret' CONNECTION LIMIT 3;
        GRANT demo_staff TO "Fidelity of its own" WITH ADMIN OPTION;
        ALTER ROLE "Fidelity of its own" IN DATABASE "fidelity elsewhere" SET work_mem = '3MB';
        """);
    DatabaseImage image = DatabaseImage.of(engine.server(), database);
    Manifest backup = engine.backup(database);
    try (ThrowawayPostgres other = ThrowawayPostgres.start()) {
      Engine elsewhere = Engine.on(other, engine.store());

      Report.Restore report = elsewhere.restore(backup, database);

      assertThat(report.createdRoles()).contains("demo_owner", "Fidelity of its own");
      assertSame(image, DatabaseImage.of(other, database));
      assertThat(elsewhere.sql(database, OF_THE_DATABASE))
          .isEqualTo(engine.sql(database, OF_THE_DATABASE));
      assertThat(elsewhere.sql(database, ROLES)).isEqualTo(engine.sql(database, ROLES));
    }
  }

  @Test
  void restore_pgbenchOfScale20_isIdentical() {
    String database = PostgresFixture.createDatabase();
    PostgresFixture.run(engine.server(), "", "pgbench", "-i", "-q", "-s", "20", database);
    DatabaseImage image = DatabaseImage.of(engine.server(), database);

    engine.restore(engine.backup(database), "fidelity pgbench");

    assertSame(image, DatabaseImage.of(engine.server(), "fidelity pgbench"));
    assertThat(image.rows()).isEqualTo(2_000_220);
    engine.sql("postgres", "DROP DATABASE \"fidelity pgbench\"");
    engine.sql("postgres", "DROP DATABASE " + database);
  }

  /** The sample, made anew: with what belongs to the database, which a copy has not. */
  private static String sample(String name) {
    SampleDatabase.on(engine.server(), name).create();
    return name;
  }

  private static void assertSame(DatabaseImage expected, DatabaseImage actual) {
    assertThat(actual.contents()).isEqualTo(expected.contents());
    assertThat(actual.schema()).isEqualTo(expected.schema());
  }
}
