package dev.vigie.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads archives of the machine's own pg_dump, and believes pg_restore, COPY and count(*). */
class ArchiveReaderIT {
  /** In every archive, and never in the output of {@code pg_restore --list}. */
  private static final Set<String> UNLISTED = Set.of("ENCODING", "STDSTRINGS", "SEARCHPATH");

  private static final String DATABASE = PostgresFixture.createDatabase();

  @TempDir private static Path directory;

  @BeforeAll
  static void fill() {
    PostgresFixture.sql(
        DATABASE,
        """
        CREATE SCHEMA "Größe ""x"" y";
        CREATE TABLE "Größe ""x"" y"."new
        line" (id int PRIMARY KEY, "a b" text DEFAULT 'x');
        INSERT INTO "Größe ""x"" y"."new
        line" SELECT i, chr(10) || chr(9) || '\\.' || chr(8364) FROM generate_series(1, 1000) i;
        CREATE TABLE empty (a int);
        CREATE TABLE no_columns ();
        INSERT INTO no_columns DEFAULT VALUES;
        INSERT INTO no_columns DEFAULT VALUES;
        CREATE TABLE terminators (a text);
        INSERT INTO terminators VALUES ('\\.'), ('\\'), (''), (NULL), (E'\\n'), (E'\\\\.\\n');
        CREATE TABLE wide (id int, a text);
        INSERT INTO wide SELECT i, repeat(md5(i::text), 60000) FROM generate_series(1, 4) i;
        CREATE TABLE computed (a int, b int GENERATED ALWAYS AS (a * 2) STORED,
          c int GENERATED ALWAYS AS IDENTITY, kind varchar(9) CHECK (kind IN ('one', 'two')));
        INSERT INTO computed (a, kind) SELECT i, 'one' FROM generate_series(1, 50000) i;
        CREATE TABLE measures (at date, value numeric) PARTITION BY RANGE (at);
        CREATE TABLE measures_2025 PARTITION OF measures
          FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
        CREATE TABLE measures_2026 PARTITION OF measures
          FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        INSERT INTO measures SELECT date '2025-12-01' + i % 60, i FROM generate_series(1, 777) i;
        CREATE TABLE parent (a int);
        CREATE TABLE child (b int) INHERITS (parent);
        INSERT INTO parent VALUES (1);
        INSERT INTO child VALUES (1, 2), (3, 4);
        CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM computed;
        CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE ROLE clerk;
        GRANT SELECT ON computed TO clerk;
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO clerk;
        COMMENT ON TABLE computed IS 'a comment';
        DO $$ BEGIN
          EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'another');
        END $$;
        SELECT lo_from_bytea(16500, 'a large object'), lo_create(16501),
          lo_from_bytea(3000000000, decode(repeat('00ff0a', 100000), 'hex'));
        """);
  }

  private static ArchiveContents dump(String database, String... options) throws IOException {
    ThrowawayPostgres server = PostgresFixture.server();
    PgTools tools =
        new PgTools(
            List.of(),
            Optional.of(server.installation().bin()),
            new ConnectionSettings(server.environment()).withDatabase(database));
    List<String> arguments = Stream.concat(Stream.of("-Fc"), Stream.of(options)).toList();
    try (PgProcess dump = tools.start("pg_dump", arguments);
        ArchiveReader reader = new ArchiveReader()) {
      byte[] buffer = new byte[1 << 16];
      for (int count; (count = dump.output().read(buffer)) >= 0; ) {
        reader.feed(buffer, 0, count);
      }
      dump.awaitSuccess();
      return reader.finish();
    }
  }

  private static String run(String program, String... arguments) {
    return PostgresFixture.run(PostgresFixture.server(), "", program, arguments);
  }

  @Test
  void entries_ofPgDump_areThoseOfPgRestoresList() throws Exception {
    Path file = directory.resolve("list.dump");
    run("pg_dump", "-Fc", "-d", DATABASE, "-f", file.toString());
    byte[] archive = Files.readAllBytes(file);

    TableOfContents toc = ArchiveReaderTest.read(archive, 1 << 20).tableOfContents();

    List<String> lines = run("pg_restore", "--create", "--list", file.toString()).lines().toList();
    assertThat(toc.entries().stream().filter(each -> !UNLISTED.contains(each.description())))
        .map(ArchiveReaderIT::listed)
        .containsExactlyElementsOf(lines.stream().filter(line -> !line.startsWith(";")).toList());
    assertThat(lines)
        .contains(
            ";     dbname: " + toc.database(),
            ";     TOC Entries: " + toc.entries().size(),
            ";     Dump Version: 1." + toc.minorVersion() + "-" + toc.revision(),
            ";     Dumped from database version: " + toc.serverVersion(),
            ";     Dumped by pg_dump version: " + toc.dumpVersion());
  }

  private static String listed(TocEntry entry) {
    String namespace = entry.namespace().isEmpty() ? "-" : entry.namespace();
    return "%d; %d %d %s %s %s %s"
        .formatted(
            entry.dumpId(),
            entry.tableOid(),
            entry.oid(),
            entry.description(),
            namespace,
            entry.tag().replace('\n', ' '),
            entry.owner());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Z0", "-Z6"})
  void rows_ofEveryTable_areAsManyAsTheServerCounts(String compression) throws Exception {
    List<TableContent> tables = dump(DATABASE, compression).tables();

    assertThat(tables)
        .extracting(table -> table.entry().tag())
        .containsExactlyInAnyOrder(
            "new\nline",
            "empty",
            "no_columns",
            "terminators",
            "wide",
            "computed",
            "measures_2025",
            "measures_2026",
            "parent",
            "child");
    for (TableContent table : tables) {
      String name =
          PostgresFixture.identifier(table.entry().namespace())
              + "."
              + PostgresFixture.identifier(table.entry().tag());
      assertThat(PostgresFixture.sql(DATABASE, "SELECT count(*) FROM ONLY " + name))
          .as(name)
          .isEqualTo(Long.toString(table.rows()));
    }
  }

  @Test
  void fingerprint_ofATable_isThatOfTheServersOwnCopy() throws Exception {
    TableContent table = dump(DATABASE, "-Z0", "-t", "computed").tables().getFirst();

    String copy = PostgresFixture.sql(DATABASE, "COPY computed (a, c, kind) TO STDOUT") + "\n";
    Fingerprint sum = Fingerprint.EMPTY;
    for (String line : copy.lines().toList()) {
      HashValue128 hash = Hashing.xxh3_128().hashBytesTo128Bits(line.getBytes(UTF_8));
      sum =
          sum.plus(new Fingerprint(hash.getMostSignificantBits(), hash.getLeastSignificantBits()));
    }
    assertThat(table.fingerprint()).isEqualTo(sum);
    assertThat(table.bytes()).isEqualTo(copy.getBytes(UTF_8).length);
  }

  @Test
  void contents_compressedOrNot_areTheSame() throws Exception {
    ArchiveContents stored = dump(DATABASE, "-Z0");
    ArchiveContents packed = dump(DATABASE, "-Z6");

    assertThat(packed.tables())
        .map(TableContent::fingerprint)
        .isEqualTo(stored.tables().stream().map(TableContent::fingerprint).toList());
    assertThat(packed.largeObjects()).isEqualTo(stored.largeObjects()).isEqualTo(3);
    assertThat(packed.largeObjectFingerprint()).isEqualTo(stored.largeObjectFingerprint());
    assertThat(packed.length()).isLessThan(stored.length());
  }

  @Test
  void database_restored_hasTheSameContentsAndStructure() throws Exception {
    Path file = directory.resolve("restore.dump");
    run("pg_dump", "-Fc", "-Z0", "-d", DATABASE, "-f", file.toString());
    ArchiveContents before = dump(DATABASE, "-Z0");
    String restored = PostgresFixture.createDatabase();
    run("pg_restore", "--exit-on-error", "-d", restored, file.toString());
    // Another physical order: the rows that are updated move to the table's end.
    PostgresFixture.sql(restored, "UPDATE computed SET a = a WHERE c % 7 = 0");

    ArchiveContents after = dump(restored, "-Z0");

    assertThat(after.tables())
        .map(ArchiveReaderIT::summary)
        .containsExactlyInAnyOrderElementsOf(
            before.tables().stream().map(ArchiveReaderIT::summary).toList());
    assertThat(after.largeObjectFingerprint()).isEqualTo(before.largeObjectFingerprint());
    StructureDiff diff = StructureDiff.between(before.tableOfContents(), after.tableOfContents());
    assertThat(diff.missing()).isEmpty();
    assertThat(diff.added()).isEmpty();
    assertThat(diff.changed()).isEmpty();
    // The CHECK on the varchar: its IN list is printed in another way once it was read back.
    assertThat(diff.rewritten()).map(each -> each.stored().tag()).containsExactly("computed");
  }

  private static String summary(TableContent table) {
    return "%s %d %d %s"
        .formatted(table.entry().label(), table.rows(), table.bytes(), table.fingerprint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--schema-only", "--data-only", "--section=pre-data", "--section=data",
        "--section=post-data", "--exclude-table-data=computed", "--table=wide", "--no-blobs"
      })
  void archive_ofAPart_isWhole(String option) throws Exception {
    ArchiveContents contents = dump(DATABASE, option);

    assertThat(contents.blocks())
        .hasSameSizeAs(
            contents.tableOfContents().entries().stream().filter(TocEntry::hasData).toList());
  }

  @Test
  void inserts_insteadOfCopy_areCountedInBytesOnly() throws Exception {
    ArchiveContents contents = dump(DATABASE, "-Z0", "--inserts", "-t", "computed");

    assertThat(contents.tables()).isEmpty();
    assertThat(contents.blocks().getFirst()).isInstanceOf(OtherContent.class);
    assertThat(contents.blocks().getFirst().bytes()).isGreaterThan(1_000_000);
  }
}
