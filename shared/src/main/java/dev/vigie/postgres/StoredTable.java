package dev.vigie.postgres;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An ordinary table or a leaf partition, as a {@link Snapshot} sees it: whatever has rows of its
 * own that {@code pg_dump} stores.
 *
 * @param oid its OID
 * @param schema its schema
 * @param name its name
 * @param ofExtension whether an extension made it and registers it for dumps
 * @param unlogged whether it is empty after a crash
 * @param heap whether its rows are in blocks in the order of their {@code ctid}
 * @param columns whether it has columns that are stored and not generated
 * @param pages blocks of its main fork, those added since included
 * @param bytes with its TOAST table
 */
public record StoredTable(
    long oid,
    String schema,
    String name,
    boolean ofExtension,
    boolean unlogged,
    boolean heap,
    boolean columns,
    long pages,
    long bytes) {
  /**
   * What {@code pg_dump} locks and, where it is an ordinary table, dumps the rows of: not what is
   * in the server's own schemas, and of an extension's tables only those that it registers (pg_dump
   * of PostgreSQL 18, selectDumpableTable and processExtensionTables).
   */
  static final String DUMPED =
      """
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.objsubid = 0 AND d.deptype = 'e'
      LEFT JOIN pg_extension e ON e.oid = d.refobjid
      WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND (e.oid IS NULL OR c.oid = ANY (e.extconfig))
      """;

  /** A line for each, in the order of their OIDs. */
  static final String QUERY =
      """
      SELECT json_build_array(c.oid::bigint, n.nspname, c.relname, e.oid IS NOT NULL,
        c.relpersistence = 'u',
        coalesce((SELECT amname = 'heap' FROM pg_am WHERE pg_am.oid = c.relam), false),
        EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                AND NOT a.attisdropped AND a.attgenerated = ''),
        pg_relation_size(c.oid) / current_setting('block_size')::int,
        pg_table_size(c.oid))
      """
          + DUMPED
          + " AND c.relkind = 'r' ORDER BY c.oid";

  static StoredTable of(JsonNode json) {
    return new StoredTable(
        json.get(0).longValue(),
        json.get(1).textValue(),
        json.get(2).textValue(),
        json.get(3).booleanValue(),
        json.get(4).booleanValue(),
        json.get(5).booleanValue(),
        json.get(6).booleanValue(),
        json.get(7).longValue(),
        json.get(8).longValue());
  }

  /** Schema and name as SQL. */
  public String sql() {
    return SqlText.identifier(schema) + "." + SqlText.identifier(name);
  }
}
