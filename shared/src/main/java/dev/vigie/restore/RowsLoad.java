package dev.vigie.restore;

import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import dev.vigie.transfer.StallGuard;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

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
   * Loads one part of a table; nothing of it is committed before the source has proved it.
   *
   * @param crew that may end it
   * @param alone whether it is the table's only part: then its rows go into the table as frozen
   *     ones ("COPY", FREEZE), so that nobody who reads them later has to mark them
   * @return the columns, in the rows' order
   * @throws VigieException {@code CHECKSUM_MISMATCH} or {@code ARCHIVE_DAMAGED} if the rows are not
   *     what was stored, or with the code that psql's words tell
   */
  List<String> load(Crew crew, Table table, Manifest.Part part, RowsSource source, boolean alone) {
    String name = SqlText.identifier(table.schema()) + "." + SqlText.identifier(table.name());
    CopyHead head = CopyHead.parse(source.head(), part.archive());
    String copy =
        head.statement(
            table.schema(),
            table.name(),
            TableColumns.of(tools, name),
            alone ? " WITH (FREEZE)" : "");
    // A table that was truncated in the same transaction may take frozen rows.
    String begin = alone ? "TRUNCATE TABLE ONLY " + name + ";\n" + copy : copy;
    try (PgProcess psql = crew.watch(tools.psql().start(settings() + begin));
        StallGuard guard = StallGuard.watch("psql", patience, psql::kill)) {
      pump(source, psql, guard, part);
      guard.check();
      psql.awaitSuccess();
      return head.columns();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "psql's input failed", e);
    }
  }

  private void pump(RowsSource source, PgProcess psql, StallGuard guard, Manifest.Part part)
      throws IOException {
    RowsGuard rows = new RowsGuard(part.archive());
    byte[] buffer = new byte[BUFFER_BYTES];
    try (OutputStream input = psql.input()) {
      for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
        rows.check(buffer, read);
        input.write(buffer, 0, read);
        guard.moved(read);
        tally.add(read);
      }
      rows.end();
      source.verify();
      input.write("\\.\nCOMMIT;\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException closed) {
      guard.check();
      psql.awaitSuccess(); // psql that ended early says why
      throw closed;
    }
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
