package dev.vigie.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a database holds, counted and digested by PostgreSQL itself and not by Vigie, so that the
 * demo need not take Vigie's word for its own work.
 *
 * @param tables by their names: tables, materialised views, sequences, and the large objects
 */
record DatabaseContents(Map<String, Content> tables) {
  /**
   * The content of one table.
   *
   * @param rows how many
   * @param digest over all of them, 8 hexadecimal digits
   */
  record Content(long rows, String digest) {}

  /**
   * A line of JSON for each table. The whole row is digested under a name that no column has, and
   * without the tables that inherit from it.
   */
  private static final String QUERY =
      """
      SET timezone = 'UTC';
      SELECT format(
        $f$SELECT json_build_object('name', %L, 'rows', count(*), 'digest', right('0000000' || to_hex(
             mod(coalesce(sum(hashtextextended("the whole row"::text, 0)::numeric), 0),
                 4294967296)::bigint), 8)) FROM %s "the whole row"$f$,
        nspname || '.' || relname,
        CASE relkind WHEN 'S' THEN format('(SELECT last_value, is_called FROM %I.%I)', nspname, relname)
                     ELSE format('ONLY %I.%I', nspname, relname) END)
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind IN ('r', 'm', 'S') AND nspname !~ '^(pg_|information_schema)'
      \\gexec
      SELECT json_build_object('name', '(large objects)', 'rows', count(*), 'digest',
        right('0000000' || to_hex(mod(coalesce(sum(hashtextextended(oid || md5(lo_get(oid)),
             0)::numeric), 0), 4294967296)::bigint), 8))
      FROM pg_largeobject_metadata;
      """;

  /** Counts and digests everything. */
  static DatabaseContents of(PgTools database) {
    Map<String, Content> tables = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    try {
      for (String line : database.psql().run(QUERY).lines().toList()) {
        JsonNode table = json.readTree(line);
        tables.put(
            table.get("name").textValue(),
            new Content(table.get("rows").longValue(), table.get("digest").textValue()));
      }
    } catch (JsonProcessingException e) {
      throw new VigieException(ErrorCode.CLIENT_FAILED, "psql did not print JSON", e);
    }
    return new DatabaseContents(tables);
  }

  /** All rows, sequences and large objects counted as one each. */
  long rows() {
    return tables.values().stream().mapToLong(Content::rows).sum();
  }
}
