package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.VigieException;
import dev.vigie.local.DatabaseImage;
import dev.vigie.local.HostileNames;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.Outcome;
import dev.vigie.postgres.PgSession;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A restored database takes a living one's place: at once, whoever is connected, whatever its name.
 */
@Timeout(60)
class SwapIT {
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
  void swap_clientsReconnectAllTheWhile_seeOneOrTheOther() {
    String database = PostgresFixture.createDatabase();
    engine.sql(database, "CREATE TABLE t AS SELECT generate_series(1, 1000) x");
    Manifest backup = engine.backup(database);
    engine.sql(database, "DELETE FROM t WHERE x > 10");
    DatabaseImage living = DatabaseImage.of(engine.server(), database);
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    AtomicBoolean done = new AtomicBoolean();
    Outcome swap;
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Stream.of(1, 2).forEach(n -> clients.execute(() -> reconnect(database, seen, done)));
      while (seen.size() < 4) {
        Thread.onSpinWait();
      }
      swap = engine.swap(backup);
      seen.add("swapped");
      engine.sql(database, "SELECT count(*) FROM t");
      done.set(true);
    }

    assertThat(seen).contains("10").allMatch(each -> each.matches("10|1000|swapped|turned away"));
    assertThat(engine.sql(database, "SELECT count(*) FROM t")).isEqualTo("1000");
    String kept = Engine.succeeded(swap).keptAs().orElseThrow();
    assertThat(DatabaseImage.of(engine.server(), kept)).isEqualTo(living);
  }

  private static void reconnect(String database, Queue<String> seen, AtomicBoolean done) {
    while (!done.get()) {
      try {
        seen.add(engine.sql(database, "SELECT count(*) FROM t"));
      } catch (VigieException e) {
        assertThat(e).hasMessageMatching("(?s).*(does not exist|terminating connection).*");
        seen.add("turned away");
      }
    }
  }

  @Test
  void swap_superuserHoldsATransactionOpen_isDone() {
    String database = PostgresFixture.createDatabase();
    engine.sql(database, "CREATE TABLE t AS SELECT 1 AS x");
    Manifest backup = engine.backup(database);
    PgSession idle = PgSession.open(engine.tools().on(database));
    idle.run("BEGIN; UPDATE public.t SET x = 2");

    engine.swap(backup);

    assertThat(engine.sql(database, "SELECT x FROM t")).isEqualTo("1");
    try {
      idle.close();
    } catch (VigieException ended) {
      assertThat(ended).hasMessageContaining("terminating connection");
    }
    Aftermath.of(engine).nothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP DATABASE postgres; -- $(touch pwned) \"quoted\" back\\",
        "host=/nowhere dbname=x ../../etc/passwd",
        "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀abc"
      })
  void cycle_hostileNames_areOnlyNames(String database) {
    PostgresFixture.createDatabase(database);
    engine.sql(database, tables());
    DatabaseImage image = DatabaseImage.of(engine.server(), database);

    Manifest backup = engine.backup(database);

    Catalog catalog = new Catalog(engine.store());
    assertThat(catalog.databases(Engine.CLUSTER)).contains(database);
    assertThat(catalog.backups(Engine.CLUSTER, database, 9)).containsExactly(backup);
    assertThat(backup.key()).matches("backups/main/[A-Za-z0-9_.!-]+/[0-9TZa-f-]+/manifest.json");
    engine.sql(database, "DROP SCHEMA public CASCADE");
    DatabaseImage damaged = DatabaseImage.of(engine.server(), database);
    Outcome swap = engine.swap(backup);
    assertThat(DatabaseImage.of(engine.server(), database)).isEqualTo(image);
    engine.undo(swap);
    assertThat(DatabaseImage.of(engine.server(), database)).isEqualTo(damaged);
  }

  /** A role, a schema, a table and a column of every name. */
  private static String tables() {
    StringBuilder sql = new StringBuilder();
    List<String> names = HostileNames.ofTables();
    for (int n = 0; n < names.size(); n++) {
      String name = PostgresFixture.identifier(names.get(n));
      boolean role = HostileNames.ofDatabases().contains(names.get(n));
      if (role) {
        sql.append(
            "DO $do$ BEGIN CREATE ROLE %s; EXCEPTION WHEN duplicate_object THEN END $do$;\n"
                .formatted(name));
      }
      sql.append(
          "CREATE SCHEMA %1$s; CREATE TABLE %1$s.%1$s (%1$s text); INSERT INTO %1$s.%1$s VALUES (%2$d);\n"
              .formatted(name, n));
      if (role) {
        sql.append(
            "ALTER TABLE %1$s.%1$s OWNER TO %1$s; GRANT SELECT ON %1$s.%1$s TO PUBLIC;\n"
                .formatted(name));
      }
    }
    return sql.toString();
  }
}
