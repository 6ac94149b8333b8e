package dev.vigie.restore;

import dev.vigie.archive.RowsReader;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import dev.vigie.transfer.StallGuard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads tables' rows back, in the text that pg_dump writes, and counts and fingerprints them.
 * Thread-safe.
 *
 * @param tools the database
 * @param encoding of the text, as {@code client_encoding} takes it
 * @param patience how long psql may write nothing
 * @param tally who hears how it goes
 */
record TableReading(PgTools tools, String encoding, Duration patience, Tally tally) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /** The first version that scans a range of a table without reading the rest (release notes). */
  private static final int RANGES_SINCE = 140_000;

  /**
   * The queries that together read a table, each a range of its blocks.
   *
   * @param table quoted, with its schema
   * @param columns in the order in which the backup has them
   * @param most how many queries, 1 or more
   */
  List<String> queries(String table, List<String> columns, int most) {
    String list = columns.stream().map(SqlText::identifier).collect(Collectors.joining(", "));
    if (columns.isEmpty()) {
      return List.of(table);
    }
    if (most == 1 || Integer.parseInt(tools.psql().run("SHOW server_version_num")) < RANGES_SINCE) {
      return List.of("%s (%s)".formatted(table, list));
    }
    long blocks =
        Long.parseLong(
            tools
                .psql()
                .run(
                    "SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::bigint"
                        .formatted(SqlText.literal(table))));
    long step = Math.max(1, (blocks + most - 1) / most);
    List<String> queries = new ArrayList<>();
    for (long from = 0; from == 0 || from < blocks; from += step) {
      String end = from + step < blocks ? " AND ctid < '(%d,0)'::tid".formatted(from + step) : "";
      queries.add(
          "(SELECT %s FROM ONLY %s WHERE ctid >= '(%d,0)'::tid%s)"
              .formatted(list, table, from, end));
    }
    return queries;
  }

  /**
   * Reads.
   *
   * @param crew that may end it
   * @param query what stands between COPY and TO STDOUT
   */
  RowsReader.Rows read(Crew crew, String query) {
    String sql = settings() + "COPY " + query + " TO STDOUT;\n";
    RowsReader rows = new RowsReader();
    try (PgProcess psql = crew.watch(tools.psql().start(sql));
        StallGuard guard = StallGuard.watch("psql", patience, psql::kill)) {
      psql.input().close();
      InputStream output = psql.output();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
        rows.feed(buffer, 0, read);
        guard.moved(read);
        tally.add(read);
      }
      guard.check();
      psql.awaitSuccess();
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "what psql wrote could not be read", e);
    }
    byte[] end = "\\.\n".getBytes(StandardCharsets.US_ASCII);
    rows.feed(end, 0, end.length);
    return rows.finish();
  }

  /** What pg_dump sets where the text of a value depends on it: setup_connection in pg_dump.c. */
  private String settings() {
    return """
        SET client_encoding TO %s;
        SET DateStyle TO ISO;
        SET IntervalStyle TO postgres;
        SET extra_float_digits TO 3;
        SET synchronize_seqscans TO off;
        SET row_security TO off;
        """
        .formatted(SqlText.literal(encoding));
  }
}
