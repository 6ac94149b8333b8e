package dev.vigie.local;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * All that a restore must bring back of one database, in a form that can be compared.
 *
 * @param schema what {@code pg_dump --schema-only} prints, without what differs from one run to the
 *     next and means nothing
 * @param contents a line for every table, materialised view, sequence and large object: its name as
 *     JSON, its rows, and a digest of them
 */
public record DatabaseImage(String schema, List<String> contents) {

  // The alias is one that no column has: a bare column would win over the whole row. A table is
  // counted without those that inherit from it.
  private static final String TABLES =
      """
      SELECT format($f$SELECT %L || ' rows ' || count(*) || ' digest ' || coalesce(sum(
               ('x' || left(md5("the whole row"::text), 15))::bit(60)::bigint), 0)
               FROM ONLY %I.%I "the whole row"$f$,
             to_json(format('%I.%I', nspname, relname)), nspname, relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind IN ('r', 'm') AND nspname !~ '^(pg_|information_schema)'
      ORDER BY nspname, relname \\gexec
      """;

  private static final String SEQUENCES =
      """
      SELECT format($f$SELECT %L || ' last ' || last_value || ' called ' || is_called FROM %I.%I$f$,
             to_json(format('%I.%I', nspname, relname)), nspname, relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind = 'S' ORDER BY nspname, relname \\gexec
      """;

  private static final String LARGE_OBJECTS =
      """
      SELECT concat_ws(' ', 'large object', oid, to_json(lomowner::regrole::text),
             (SELECT json_agg(acl::text ORDER BY acl::text) FROM unnest(lomacl) acl),
             length(lo_get(oid)), md5(lo_get(oid)), to_json(obj_description(oid, 'pg_largeobject')))
      FROM pg_largeobject_metadata ORDER BY oid
      """;

  /** Takes the image of a database, as superuser. */
  public static DatabaseImage of(ThrowawayPostgres server, String database) {
    String schema =
        PostgresFixture.run(
            server, "", "pg_dump", "--schema-only", "-d", PostgresFixture.conninfo(database));
    String contents =
        PostgresFixture.sql(
            server, database, "SET timezone = 'UTC';\n" + TABLES + SEQUENCES + LARGE_OBJECTS);
    return new DatabaseImage(
        schema
            .lines()
            .filter(DatabaseImage::matters)
            .map(DatabaseImage::same)
            .collect(joining("\n")),
        contents.lines().toList());
  }

  /** The rows of all its tables together. */
  public long rows() {
    return contents.stream()
        .filter(each -> each.contains("\" rows "))
        .mapToLong(each -> Long.parseLong(each.replaceFirst(".* rows ([0-9]+) digest .*", "$1")))
        .sum();
  }

  /** pg_dump's releases of August 2025 and later frame a script in a random token. */
  private static boolean matters(String line) {
    return !line.startsWith("\\restrict ") && !line.startsWith("\\unrestrict ");
  }

  /**
   * PostgreSQL prints {@code x IN ('a', 'b')} on a varchar as a cast of the whole array when the
   * list was parsed from SQL, and as casts of its elements once it was parsed from its own print.
   * Both mean the same, and the second form stays.
   */
  private static String same(String line) {
    return line.contains("ARRAY[") && line.contains("::character varying")
        ? line.replace("::text[]", "").replace("::text", "").replaceAll("[()]", "")
        : line;
  }
}
