package dev.vigie.restore;

import dev.vigie.catalog.Manifest.Part;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import dev.vigie.transfer.Crew;
import dev.vigie.transfer.StallGuard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Loads the rows of big tables by psql, whose {@code COPY} statement is made here and not read from
 * the bucket. Thread-safe.
 *
 * @param tools the database whose tables are empty
 * @param encoding of the rows, as {@code client_encoding} takes it
 * @param patience how long psql may take nothing
 * @param tally who hears how it goes
 */
record RowsLoad(PgTools tools, String encoding, Duration patience, Tally tally) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /**
   * Loads parts of a table, one after the other; nothing of them is committed before their sources
   * have proved them all.
   *
   * @param crew that may end it
   * @param parts one or more, in order
   * @param source opens a part
   * @param all whether these are all of the table's parts: then its rows go into the table as
   *     frozen ones ("COPY", FREEZE), so that nobody who reads them later has to mark them
   * @return the columns, in the rows' order
   * @throws VigieException {@code CHECKSUM_MISMATCH} or {@code ARCHIVE_DAMAGED} if the rows are not
   *     what was stored, or with the code that psql's words tell
   */
  List<String> load(
      Crew crew, Table table, List<Part> parts, Function<Part, RowsSource> source, boolean all) {
    String name = SqlText.identifier(table.schema()) + "." + SqlText.identifier(table.name());
    List<String> itsColumns = TableColumns.of(tools, name);
    // A table that was truncated in the same transaction may take frozen rows.
    String begin = all ? "TRUNCATE TABLE ONLY " + name + ";\n" : "";
    List<String> columns = List.of();
    try (PgProcess psql = crew.watch(tools.psql().start(settings() + begin));
        StallGuard guard = StallGuard.watch("psql", patience, psql::kill)) {
      try (OutputStream input = psql.input()) {
        for (Part part : parts) {
          try (RowsSource rows = source.apply(part)) {
            CopyHead head = CopyHead.parse(rows.head(), part.archive());
            String options = all ? " WITH (FREEZE)" : "";
            write(input, head.statement(table.schema(), table.name(), itsColumns, options));
            pump(rows, input, guard, part);
            columns = head.columns();
          }
        }
        write(input, "COMMIT;\n");
      } catch (IOException closed) {
        guard.check();
        psql.awaitSuccess(); // psql that ended early says why
        throw closed;
      }
      guard.check();
      psql.awaitSuccess();
      return columns;
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "psql's input failed", e);
    }
  }

  private void pump(RowsSource source, OutputStream input, StallGuard guard, Part part)
      throws IOException {
    RowsGuard rows = new RowsGuard(part.archive());
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
      rows.check(buffer, read);
      input.write(buffer, 0, read);
      guard.moved(read);
      tally.add(read);
    }
    rows.end();
    source.verify();
    write(input, "\\.\n");
  }

  private static void write(OutputStream input, String sql) throws IOException {
    input.write(sql.getBytes(StandardCharsets.UTF_8));
  }

  /** As the text that pg_dump writes has it, where the way in which rows are read depends on it. */
  private String settings() {
    return """
        SET client_encoding TO %s;
        SET xmloption TO content;
        SET row_security TO off;
        BEGIN;
        """
        .formatted(SqlText.literal(encoding));
  }
}
