package dev.vigie.restore;

import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.SqlText;
import java.util.ArrayList;
import java.util.List;

/** The columns of a table that a backup has values of: pg_dump leaves the generated ones out. */
final class TableColumns {
  private TableColumns() {}

  /**
   * The names, in the table's order.
   *
   * @param table quoted, with its schema
   */
  static List<String> of(PgTools tools, String table) {
    List<String> columns = new ArrayList<>();
    tools
        .psql()
        .json(
            """
            SELECT coalesce(json_agg(attname ORDER BY attnum), '[]') FROM pg_attribute
            WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
            """
                .formatted(SqlText.literal(table)))
        .forEach(name -> columns.add(name.textValue()));
    return List.copyOf(columns);
  }
}
