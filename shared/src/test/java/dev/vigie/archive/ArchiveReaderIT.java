package dev.vigie.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads archives of the machine's own pg_dump, and believes pg_restore, COPY and count(*). */
class ArchiveReaderIT {
  /** In every archive, and never in the output of {@code pg_restore --list}. */
  private static final Set<String> UNLISTED = Set.of("ENCODING", "STDSTRINGS", "SEARCHPATH");

  private static final Server SERVER = new Server();

  @BeforeAll
  static void createDatabase() throws Exception {
    SERVER.start();
    SERVER.run("createdb", "shop");
    SERVER.sql(
        "shop",
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
        COMMENT ON DATABASE shop IS 'another';
        SELECT lo_from_bytea(16500, 'a large object'), lo_create(16501),
          lo_from_bytea(3000000000, decode(repeat('00ff0a', 100000), 'hex'));
        """);
  }

  @AfterAll
  static void stop() throws Exception {
    SERVER.stop();
  }

  private static ArchiveContents dump(String database, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("pg_dump", "-Fc", "-d", database));
    command.addAll(Arrays.asList(options));
    Process process = SERVER.process(command.toArray(String[]::new)).start();
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream();
        ArchiveReader reader = new ArchiveReader()) {
      byte[] buffer = new byte[1 << 16];
      for (int count; (count = out.read(buffer)) >= 0; ) {
        reader.feed(buffer, 0, count);
      }
      assertThat(process.waitFor()).isZero();
      return reader.finish();
    }
  }

  @Test
  void entries_ofPgDump_areThoseOfPgRestoresList() throws Exception {
    Path file = SERVER.directory.resolve("list.dump");
    SERVER.run("pg_dump", "-Fc", "-d", "shop", "-f", file.toString());
    byte[] archive = Files.readAllBytes(file);

    TableOfContents toc = ArchiveReaderTest.read(archive, 1 << 20).tableOfContents();

    List<String> lines =
        SERVER.run("pg_restore", "--create", "--list", file.toString()).lines().toList();
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
    List<TableContent> tables = dump("shop", compression).tables();

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
      String name = quoted(table.entry().namespace()) + "." + quoted(table.entry().tag());
      assertThat(SERVER.sql("shop", "SELECT count(*) FROM ONLY " + name).strip())
          .as(name)
          .isEqualTo(Long.toString(table.rows()));
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  @Test
  void fingerprint_ofATable_isThatOfTheServersOwnCopy() throws Exception {
    TableContent table = dump("shop", "-Z0", "-t", "computed").tables().getFirst();

    String copy = SERVER.sql("shop", "COPY computed (a, c, kind) TO STDOUT");
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
    ArchiveContents stored = dump("shop", "-Z0");
    ArchiveContents packed = dump("shop", "-Z6");

    assertThat(packed.tables())
        .map(TableContent::fingerprint)
        .isEqualTo(stored.tables().stream().map(TableContent::fingerprint).toList());
    assertThat(packed.largeObjects()).isEqualTo(stored.largeObjects()).isEqualTo(3);
    assertThat(packed.largeObjectFingerprint()).isEqualTo(stored.largeObjectFingerprint());
    assertThat(packed.length()).isLessThan(stored.length());
  }

  @Test
  void database_restored_hasTheSameContentsAndStructure() throws Exception {
    Path file = SERVER.directory.resolve("restore.dump");
    SERVER.run("pg_dump", "-Fc", "-Z0", "-d", "shop", "-f", file.toString());
    ArchiveContents before = dump("shop", "-Z0");
    SERVER.run("createdb", "restored");
    SERVER.run("pg_restore", "--exit-on-error", "-d", "restored", file.toString());
    // Another physical order: the rows that are updated move to the table's end.
    SERVER.sql("restored", "UPDATE computed SET a = a WHERE c % 7 = 0");

    ArchiveContents after = dump("restored", "-Z0");

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
    ArchiveContents contents = dump("shop", option);

    assertThat(contents.blocks())
        .hasSameSizeAs(
            contents.tableOfContents().entries().stream().filter(TocEntry::hasData).toList());
  }

  @Test
  void inserts_insteadOfCopy_areCountedInBytesOnly() throws Exception {
    ArchiveContents contents = dump("shop", "-Z0", "--inserts", "-t", "computed");

    assertThat(contents.tables()).isEmpty();
    assertThat(contents.blocks().getFirst()).isInstanceOf(OtherContent.class);
    assertThat(contents.blocks().getFirst().bytes()).isGreaterThan(1_000_000);
  }

  /** A throw-away PostgreSQL, reached through a socket in its own directory. */
  private static final class Server {
    private Path directory = Path.of("unset");
    private Path programs = Path.of("unset");

    void start() throws Exception {
      try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
        programs = versions.max(Comparator.comparing(Path::toString)).orElseThrow().resolve("bin");
      }
      directory = Files.createTempDirectory("vigie-it");
      if (isRoot()) {
        Files.setOwner(
            directory,
            directory
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName("postgres"));
      }
      String data = directory.resolve("data").toString();
      run(
          "initdb",
          "-D",
          data,
          "-A",
          "trust",
          "-U",
          "postgres",
          "-E",
          "UTF8",
          "--locale=C",
          "--no-sync");
      String options = "-c listen_addresses= -c fsync=off -c unix_socket_directories=" + directory;
      run(
          "pg_ctl",
          "-D",
          data,
          "-w",
          "-l",
          directory.resolve("log").toString(),
          "-o",
          options,
          "start");
    }

    void stop() throws Exception {
      run("pg_ctl", "-D", directory.resolve("data").toString(), "-m", "immediate", "-w", "stop");
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }

    private static boolean isRoot() {
      return System.getProperty("user.name").equals("root");
    }

    ProcessBuilder process(String... command) {
      List<String> words = new ArrayList<>();
      if (isRoot()) {
        words.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
      }
      words.add(programs.resolve(command[0]).toString());
      words.addAll(List.of(command).subList(1, command.length));
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.directory(directory.toFile());
      builder.redirectError(directory.resolve("errors").toFile());
      builder.environment().put("PGHOST", directory.toString());
      builder.environment().put("PGUSER", "postgres");
      builder.environment().put("LC_ALL", "C.UTF-8");
      return builder;
    }

    String run(String... command) throws IOException, InterruptedException {
      return output(process(command), "");
    }

    String sql(String database, String statements) throws IOException, InterruptedException {
      return output(process("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database), statements);
    }

    private String output(ProcessBuilder builder, String input)
        throws IOException, InterruptedException {
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).as(() -> builder.command() + ": " + errors() + output).isZero();
      return output;
    }

    private String errors() {
      try {
        return Files.readString(directory.resolve("errors"));
      } catch (IOException e) {
        return e.toString();
      }
    }
  }
}
