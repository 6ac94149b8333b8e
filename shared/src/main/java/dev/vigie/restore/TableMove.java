package dev.vigie.restore;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.PgProcess;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import dev.vigie.postgres.TableName;
import dev.vigie.restore.TableSelection.ForeignKey;
import dev.vigie.transfer.StallGuard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Copies tables from one database into a living one, in one transaction: what pg_dump writes of
 * them, between a BEGIN and a COMMIT that are sent only when pg_dump has ended well.
 *
 * @param staging the database that holds the tables, under the names that they shall have
 * @param target the living one
 * @param patience how long psql may take nothing
 * @param tables their names
 */
record TableMove(PgTools staging, PgTools target, Duration patience, List<TableCopy> tables) {
  private static final int BUFFER_BYTES = 256 * 1024;
  private static final String LEFT_OUT = "vigie-left-out ";

  /**
   * What the tables refer to outside themselves, as PostgreSQL's own catalog tells it: in a form
   * that names the same object in every database ({@code pg_identify_object_as_address}).
   */
  private String outside() {
    String names =
        tables.stream()
            .map(copy -> SqlText.literal(copy.to().quoted()))
            .collect(Collectors.joining(", "));
    return """
        WITH RECURSIVE mine(classid, objid) AS (
          SELECT 'pg_class'::regclass::oid, t::regclass::oid FROM unnest(ARRAY[%s]) t
          UNION
          SELECT d.classid, d.objid FROM pg_depend d
          JOIN mine m ON d.refclassid = m.classid AND d.refobjid = m.objid
          WHERE d.deptype IN ('a', 'i', 'P', 'S'))
        SELECT coalesce(json_agg(json_build_object(
          'type', a.type, 'names', to_json(a.object_names), 'args', to_json(a.object_args),
          'label', pg_describe_object(r.refclassid, r.refobjid, r.refobjsubid))), '[]')
        FROM (SELECT DISTINCT d.refclassid, d.refobjid, d.refobjsubid
              FROM mine m JOIN pg_depend d USING (classid, objid)
              WHERE d.deptype = 'n' AND NOT EXISTS (
                SELECT FROM mine o WHERE (o.classid, o.objid) = (d.refclassid, d.refobjid))) r,
        LATERAL pg_identify_object_as_address(r.refclassid, r.refobjid, r.refobjsubid) a
        """
        .formatted(names);
  }

  /**
   * Looks whether the target has all that the tables need.
   *
   * @throws VigieException {@code DEPENDENCY_MISSING} naming what it lacks
   */
  void checkDependencies() {
    String needed = staging.psql().json(outside()).toString();
    String missing =
        target
            .psql()
            .run(
                """
                CREATE FUNCTION pg_temp.has(text, text[], text[]) RETURNS boolean
                LANGUAGE plpgsql AS $$
                BEGIN
                  PERFORM pg_get_object_address($1, $2, $3);
                  RETURN true;
                EXCEPTION WHEN OTHERS THEN
                  RETURN false;
                END $$;
                SELECT string_agg(label, ', ' ORDER BY label)
                FROM json_to_recordset(%s) AS n(type text, names text[], args text[], label text)
                WHERE NOT pg_temp.has(type, names, args);
                """
                    .formatted(SqlText.literal(needed)));
    if (!missing.isEmpty()) {
      throw new VigieException(
          ErrorCode.DEPENDENCY_MISSING,
          "the database \"%s\" lacks what the tables need: %s"
              .formatted(target.database(), missing));
    }
  }

  /**
   * Copies.
   *
   * @param selection whose foreign keys into other tables are tried: one that the target has no
   *     table for, or no row, is left out
   * @return what was left out, a sentence each
   */
  List<String> run(TableSelection selection) {
    List<String> arguments = new ArrayList<>(List.of("--no-password", "--encoding=UTF8"));
    tables.forEach(copy -> arguments.add("--table=" + copy.to().quoted()));
    List<ForeignKey> keys = selection.foreignKeys();
    try (PgProcess dump = staging.start("pg_dump", arguments);
        PgProcess psql = target.psql().start("BEGIN;\n");
        StallGuard guard = StallGuard.watch("psql", patience, psql::kill)) {
      dump.input().close();
      CompletableFuture<String> printed = CompletableFuture.supplyAsync(() -> read(psql.output()));
      try (OutputStream input = psql.input()) {
        pump(dump, input, guard);
        for (int i = 0; i < keys.size(); i++) {
          input.write(attempt(i, definition(keys.get(i))).getBytes(StandardCharsets.UTF_8));
        }
        input.write("COMMIT;\n".getBytes(StandardCharsets.UTF_8));
      } catch (IOException closed) {
        guard.check();
        psql.awaitSuccess(); // psql that ended early says why
        throw closed;
      }
      psql.awaitSuccess();
      return leftOut(printed.join(), keys);
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "psql's input failed", e);
    }
  }

  private static void pump(PgProcess dump, OutputStream input, StallGuard guard)
      throws IOException {
    InputStream output = dump.output();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = output.read(buffer); read >= 0; read = output.read(buffer)) {
      input.write(buffer, 0, read);
      guard.moved(read);
    }
    dump.awaitSuccess();
  }

  /** The definition in the backup begins with its table's name, which may be another one now. */
  private String definition(ForeignKey key) {
    TableName to =
        tables.stream()
            .filter(copy -> copy.from().equals(key.table()))
            .map(TableCopy::to)
            .findFirst()
            .orElseThrow();
    String definition = key.entry().definition();
    return "ALTER TABLE ONLY " + to.quoted() + definition.substring(definition.indexOf('\n'));
  }

  /** Within the transaction; psql tells the number of one that PostgreSQL refused, and why. */
  private static String attempt(int number, String definition) {
    return """
        \\set ON_ERROR_STOP 0
        SAVEPOINT vigie;
        %s
        \\if :ERROR
        \\echo %s%d :SQLSTATE
        ROLLBACK TO SAVEPOINT vigie;
        \\endif
        RELEASE SAVEPOINT vigie;
        \\set ON_ERROR_STOP 1
        """
        .formatted(definition, LEFT_OUT, number);
  }

  private static List<String> leftOut(String printed, List<ForeignKey> keys) {
    return printed
        .lines()
        .filter(line -> line.startsWith(LEFT_OUT))
        .map(line -> line.substring(LEFT_OUT.length()).split(" ", 2))
        .map(
            words ->
                "%s is left out: %s"
                    .formatted(
                        keys.get(Integer.parseInt(words[0])).entry().label(), reason(words[1])))
        .toList();
  }

  /** The SQLSTATEs are those of appendix A of PostgreSQL's documentation. */
  private static String reason(String state) {
    return switch (state) {
      case "42P01", "3F000" -> "the table that it refers to is not there";
      case "23503" -> "rows refer to some that the other table does not have";
      default -> "PostgreSQL refused it with SQLSTATE " + state;
    };
  }

  private static String read(InputStream output) {
    try {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "the output of psql could not be read", e);
    }
  }
}
