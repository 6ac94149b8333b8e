package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A session on an exported snapshot that writes tables' rows as {@code COPY}'s text, one after the
 * other: the same bytes as pg_dump would, for it has the settings that setup_connection in
 * pg_dump.c (PostgreSQL 18) makes. Not thread-safe, but for {@link #kill}.
 */
public final class TableCopier implements AutoCloseable {
  /**
   * Then four that change no row. They keep the blocks in their order and spare what is of no use
   * where each row is read once.
   */
  private static final String SETTINGS =
      """
      SET DateStyle = ISO;
      SET IntervalStyle = POSTGRES;
      SET extra_float_digits = 3;
      SET synchronize_seqscans = off;
      SET row_security = off;
      SET max_parallel_workers_per_gather = 0;
      SET enable_tidscan = on;
      SET jit = off;
      """;

  /** What pg_dump's own plain text begins with (_doSetFixedOutputState, pg_backup_archiver.c). */
  private static final String LOAD =
      """
      SET statement_timeout = 0;
      SET lock_timeout = 0;
      SET idle_in_transaction_session_timeout = 0;
      SET standard_conforming_strings = on;
      SELECT pg_catalog.set_config('search_path', '', false);
      SET check_function_bodies = false;
      SET xmloption = content;
      SET client_min_messages = warning;
      SET row_security = off;
      """;

  private final PgSession session;
  private final String encoding;
  private boolean finished;

  private TableCopier(PgSession session, String encoding) {
    this.session = session;
    this.encoding = encoding;
  }

  /**
   * Connects, and locks the tables at once: who comes between later would end the backup.
   *
   * @param snapshot as {@code pg_export_snapshot} named it; it must be held
   * @param encoding of the text, as {@code client_encoding} takes it
   * @param tables all that may be asked for, one or more
   * @throws VigieException {@code LOCK_TIMEOUT} naming who holds a table
   */
  public static TableCopier open(
      PgTools tools,
      String snapshot,
      String encoding,
      List<StoredTable> tables,
      Duration lockTimeout) {
    PgSession session = PgSession.open(tools);
    try {
      session.run(SETTINGS + "SET client_encoding = " + SqlText.literal(encoding));
      session.run("SET lock_timeout = " + lockTimeout.toMillis());
      session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      session.run("SET TRANSACTION SNAPSHOT " + SqlText.literal(snapshot));
      session.run(
          tables.stream()
              .map(table -> "ONLY " + table.sql())
              .collect(Collectors.joining(", ", "LOCK TABLE ", " IN ACCESS SHARE MODE")));
      return new TableCopier(session, encoding);
    } catch (RuntimeException e) {
      session.abandon();
      throw e instanceof VigieException failure && failure.code() == ErrorCode.LOCK_TIMEOUT
          ? TableGuard.named(failure, tools, lockTimeout)
          : e;
    }
  }

  /**
   * Begins to write rows, without those of the tables that inherit from this one. Behind the last
   * comes the line {@code \.}, if, and only if, all were written.
   *
   * @param columns as {@link Snapshot#columns} gives them
   */
  public InputStream copy(StoredTable table, String columns, BlockRange range) {
    session.copy(
        range.isAll()
            ? "COPY %s (%s) TO STDOUT".formatted(table.sql(), columns)
            : "COPY (SELECT %s FROM ONLY %s WHERE %s) TO STDOUT"
                .formatted(columns, table.sql(), range.condition()));
    return session.copied();
  }

  /** What stands before the rows, so that {@code psql} loads them. */
  public String loading(StoredTable table, String columns) {
    return "SET client_encoding = %s;\n%s\nCOPY %s (%s) FROM stdin;\n"
        .formatted(SqlText.literal(encoding), LOAD, table.sql(), columns);
  }

  /** Why the rows ended too early. */
  public VigieException ended() {
    return session.ended();
  }

  /** Ends the session now, from any thread. */
  public void kill() {
    session.kill();
  }

  /**
   * Ends the session in order, and makes sure that it was in order.
   *
   * @throws VigieException with the code that tells how it ended, if it did not
   */
  public void finish() {
    session.run("COMMIT");
    session.close();
    finished = true;
  }

  /** Ends the session however it is, unless it has ended in order. */
  @Override
  public void close() {
    if (!finished) {
      session.abandon();
    }
  }
}
