package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.Outcome;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.TableName;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One table, or several, out of a backup: into a new database, and into a living one. */
@Timeout(90)
class OneTableIT {
  private static final String CONTENTS =
      """
      CREATE TYPE mood AS ENUM ('glad', 'sad');
      CREATE FUNCTION shout(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)';
      CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.note := coalesce(NEW.note, ''stamped''); RETURN NEW; END';
      CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
      CREATE TABLE orders (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        number serial,
        customer int REFERENCES customers,
        replaces bigint REFERENCES orders,
        mood mood DEFAULT 'glad',
        note text CHECK (note <> 'nothing'),
        loud text GENERATED ALWAYS AS (shout(note)) STORED);
      CREATE INDEX orders_by_note ON orders (shout(note)) WHERE note IS NOT NULL;
      CREATE INDEX orders_customer ON orders (customer, mood);
      CREATE TRIGGER stamped BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION stamp();
      COMMENT ON TABLE orders IS 'What was ordered';
      COMMENT ON COLUMN orders.note IS 'it''s free text';
      GRANT SELECT ON orders TO PUBLIC;
      ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
      CREATE POLICY glad ON orders FOR SELECT USING (mood = 'glad');
      CREATE VIEW happy AS SELECT * FROM orders WHERE mood = 'glad';
      CREATE TABLE other (id int PRIMARY KEY, "order" bigint REFERENCES orders);
      INSERT INTO customers (name) SELECT 'c' || n FROM generate_series(1, 50) n;
      INSERT INTO orders (customer, note, mood)
      SELECT 1 + n % 50, E'note\\t\\\\.\\n' || n, CASE WHEN n % 3 = 0 THEN 'sad' ELSE 'glad' END::mood
      FROM generate_series(1, 2000) n;
      UPDATE orders SET replaces = id - 1 WHERE id > 1;
      INSERT INTO other SELECT n, n FROM generate_series(1, 10) n;
      CREATE SCHEMA "Odd schema";
      CREATE TABLE "Odd schema"."Odd ""name"" x" ("a b" int PRIMARY KEY, "FROM stdin;" text);
      INSERT INTO "Odd schema"."Odd ""name"" x" VALUES (1, '\\.'), (2, NULL);
      CREATE TABLE parts (day date, n int) PARTITION BY RANGE (day);
      CREATE TABLE parts_2024 PARTITION OF parts
        FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      INSERT INTO parts SELECT '2024-01-01'::date + n, n FROM generate_series(0, 99) n;
      CREATE TABLE bare ();
      INSERT INTO bare DEFAULT VALUES;
      """;

  private static final String ORDERS_SUM =
      "SELECT count(*), sum(hashtext(to_jsonb(o)::text)) FROM %s o";

  private static Engine engine;
  private static String database = "";
  private static Manifest backup;

  @BeforeAll
  static void backUp() {
    engine = Engine.open();
    database = PostgresFixture.createDatabase();
    engine.sql(database, CONTENTS);
    backup = engine.backup(database);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void intoNewDatabase_bringsWhatBelongsToTheTable() {
    String target = database + "_new";

    Report.Restore report = restore(target, copy("public.orders", "public.orders"));

    assertThat(report.rows()).isEqualTo(2000);
    assertThat(engine.sql(target, ORDERS_SUM.formatted("orders")))
        .isEqualTo(engine.sql(database, ORDERS_SUM.formatted("orders")));
    assertThat(described(target, "orders"))
        .isEqualTo(described(database, "orders").stream().filter(OneTableIT::isInward).toList());
    assertThat(report.notes())
        .anyMatch(note -> note.startsWith("FK CONSTRAINT") && note.contains("customer"))
        .anyMatch(note -> note.startsWith("TYPE public.mood"))
        .noneMatch(note -> note.contains("happy"));
    assertThat(engine.sql(target, "SELECT nextval('orders_number_seq'), nextval('orders_id_seq')"))
        .isEqualTo("2001|2001");
    engine.sql("postgres", "DROP DATABASE " + target);
  }

  @Test
  void besideTheLivingOne_underAnotherName_leavesThatAsItIs() {
    List<String> living = described(database, "orders");
    engine.sql(database, "UPDATE orders SET mood = 'sad' WHERE id <= 100");

    Report.Restore report = restore(database, copy("public.orders", "public.\"Orders, old\""));

    assertThat(report.target()).isEqualTo(database);
    assertThat(described(database, "orders")).isEqualTo(living);
    assertThat(
            engine.sql(database, "SELECT count(*) FROM orders JOIN \"Orders, old\" o USING (id)"))
        .isEqualTo("2000");
    assertThat(engine.sql(database, "SELECT count(*) FROM \"Orders, old\" WHERE mood = 'sad'"))
        .isEqualTo("666");
    assertThat(described(database, "Orders, old")).hasSameSizeAs(living);
    assertThat(
            engine.sql(
                database,
                "SELECT confrelid::regclass FROM pg_constraint WHERE contype = 'f' AND conrelid ="
                    + " '\"Orders, old\"'::regclass ORDER BY 1"))
        .isEqualTo("customers\n\"Orders, old\"");
    assertThat(report.notes()).isEmpty();
    engine.sql(
        database, "DROP TABLE \"Orders, old\"; UPDATE orders SET mood = 'glad' WHERE id <= 100");
    restoredMoods();
  }

  @Test
  void intoLivingDatabase_tableThatIsThere_isRefused() {
    Aftermath aftermath = Aftermath.of(engine, database);

    aftermath.isOf(
        attempt(database, copy("public.orders", "public.orders")), ErrorCode.TARGET_EXISTS);
  }

  @Test
  void intoLivingDatabase_missingType_isRefusedAndNamed() {
    String target = PostgresFixture.createDatabase();
    engine.sql(target, "CREATE TABLE living (x int)");
    Aftermath aftermath = Aftermath.of(engine, target);

    Outcome outcome = attempt(target, copy("public.orders", "public.orders"));

    assertThat(outcome.error().orElseThrow().message())
        .contains("type public.mood")
        .contains("function public.stamp()");
    aftermath.isOf(outcome, ErrorCode.DEPENDENCY_MISSING);
  }

  @Test
  void intoLivingDatabase_referencedTableOrRowMissing_leavesForeignKeyOutAndNamesIt() {
    String target = PostgresFixture.createDatabase();
    engine.sql(
        target,
        "CREATE TABLE orders (id bigint PRIMARY KEY); CREATE TABLE customers (id int PRIMARY KEY)");

    Report.Restore report =
        restore(target, copy("public.other", "public.other"), copy("public.bare", "public.b"));

    assertThat(report.notes()).singleElement().asString().contains("other_order_fkey", "rows");
    assertThat(engine.sql(target, "SELECT count(*) FROM other")).isEqualTo("10");
    assertThat(engine.sql(target, "SELECT count(*) FROM b")).isEqualTo("1");
  }

  @Test
  void oddNames_partition_comeBack() {
    String target = database + "_odd";

    Report.Restore report =
        restore(
            target,
            copy("\"Odd schema\".\"Odd \"\"name\"\" x\"", "\"Odd schema\".\"1; DROP\""),
            copy("public.parts_2024", "public.parts_2024"));

    assertThat(engine.sql(target, "SELECT * FROM \"Odd schema\".\"1; DROP\" ORDER BY 1"))
        .isEqualTo("1|\\.\n2|");
    assertThat(engine.sql(target, "SELECT count(*) FROM parts_2024")).isEqualTo("100");
    assertThat(report.notes()).anyMatch(note -> note.startsWith("TABLE ATTACH public.parts_2024"));
    engine.sql("postgres", "DROP DATABASE " + target);
  }

  @Test
  void unknownTable_isRefused() {
    Aftermath aftermath = Aftermath.of(engine, database);

    for (String name : List.of("public.nothing", "public.happy", "public.parts")) {
      aftermath.isOf(attempt(database + "_x", copy(name, name)), ErrorCode.TABLE_UNKNOWN);
    }
  }

  /** A byte in the middle of the data archive, which holds nearly nothing but the orders. */
  @Test
  void damagedRange_isRefused() {
    Manifest.Part part =
        backup.tables().stream()
            .filter(table -> table.name().equals("orders"))
            .findFirst()
            .orElseThrow()
            .parts()
            .getFirst();
    String key = backup.require(part.archive()).key();
    byte[] original = engine.get(key);
    Aftermath aftermath = Aftermath.of(engine, database);
    for (long at : new long[] {0, part.storedBytes() / 2, part.storedBytes() - 1}) {
      byte[] damaged = original.clone();
      damaged[(int) (part.offset() + at)] ^= 0x10;
      engine.put(key, damaged);

      aftermath.isOf(
          attempt(database, copy("public.orders", "public.again")), ErrorCode.CHECKSUM_MISMATCH);
    }
    engine.put(key, original);
  }

  private static void restoredMoods() {
    engine.sql(database, "UPDATE orders SET mood = 'sad' WHERE id <= 100 AND id % 3 = 0");
  }

  private static boolean isInward(String line) {
    return !line.contains("customers");
  }

  /** What PostgreSQL tells of a table: its columns, indexes, constraints, triggers and so on. */
  private static List<String> described(String database, String table) {
    String name = "'\"" + table + "\"'::regclass";
    return engine
        .sql(
            database,
            """
            SELECT 'column ' || attname || ' ' || format_type(atttypid, atttypmod) || attnotnull
              || attidentity::text || attgenerated::text || coalesce(pg_get_expr(adbin, adrelid), '')
              || coalesce(col_description(attrelid, attnum), '')
            FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            WHERE attrelid = %1$s AND attnum > 0
            UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid) FROM pg_index
            WHERE indrelid = %1$s
            UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE conrelid = %1$s
            UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger
            WHERE tgrelid = %1$s AND NOT tgisinternal
            UNION ALL SELECT 'policy ' || polname FROM pg_policy WHERE polrelid = %1$s
            UNION ALL SELECT 'table ' || obj_description(oid) || relrowsecurity || relacl::text
            FROM pg_class WHERE oid = %1$s
            ORDER BY 1
            """
                .formatted(name))
        .lines()
        .toList();
  }

  private static TableCopy copy(String from, String to) {
    return new TableCopy(TableName.parse(from), TableName.parse(to));
  }

  private static Report.Restore restore(String target, TableCopy... tables) {
    return Engine.succeeded(attempt(target, tables));
  }

  private static Outcome attempt(String target, TableCopy... tables) {
    return engine.attempt(
        new Work.Restore(
            Engine.CLUSTER, database, backup.backupId(), target, false, Arrays.asList(tables)));
  }
}
