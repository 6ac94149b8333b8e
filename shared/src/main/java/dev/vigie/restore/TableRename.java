package dev.vigie.restore;

import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.Psql;
import dev.vigie.postgres.SqlText;
import dev.vigie.postgres.TableName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives restored tables the names that they shall have in the target, and their indexes and
 * sequences other ones where the target has those. PostgreSQL renames, so that whatever refers to
 * an object follows it.
 *
 * @param staging the database that holds the restored tables
 * @param tables their names, those that they have and those that they shall have
 */
record TableRename(Psql staging, List<TableCopy> tables) {
  /** A name's last try: nobody has that many indexes of one name. */
  private static final int MOST_TRIES = 1_000;

  /**
   * Takes the tables out of inheritance: beside a living parent, or under another name, their rows
   * would be seen as the parent's, a second time.
   *
   * @return what was taken out, a sentence each
   */
  List<String> detach() {
    List<String> notes = new ArrayList<>();
    for (TableCopy copy : tables) {
      String table = copy.from().quoted();
      String parents =
          """
          SELECT coalesce(json_agg(inhparent::regclass::text), '[]') FROM pg_inherits
          WHERE inhrelid = %s::regclass
          """
              .formatted(SqlText.literal(table));
      staging
          .json(parents)
          .forEach(
              parent -> {
                String name = parent.textValue();
                staging.run("ALTER TABLE " + table + " NO INHERIT " + name);
                notes.add("table %s is no longer a child of %s".formatted(copy.from(), name));
              });
    }
    return notes;
  }

  /**
   * Renames.
   *
   * @param target where the tables go; empty if that has nothing yet
   */
  void run(Optional<Psql> target) {
    Set<TableName> taken = new HashSet<>();
    StringBuilder sql = new StringBuilder();
    for (TableCopy copy : tables) {
      target.ifPresent(psql -> taken.addAll(relations(psql, copy.to().schema())));
    }
    for (TableCopy copy : tables) {
      for (Part part : parts(copy.from())) {
        TableName wanted = new TableName(copy.to().schema(), part.name());
        TableName free = free(wanted, copy, taken);
        if (!free.equals(wanted)) {
          sql.append(part.rename(copy.from().schema(), free.name()));
        }
        taken.add(free);
      }
    }
    tables.forEach(copy -> sql.append(rename(copy)));
    if (!sql.isEmpty()) {
      staging.run("BEGIN;\n" + sql + "COMMIT;\n");
    }
  }

  /** An index or a sequence of a table. */
  private record Part(String kind, String name) {
    String rename(String schema, String to) {
      return "ALTER %s %s RENAME TO %s;\n"
          .formatted(kind, new TableName(schema, name).quoted(), SqlText.identifier(to));
    }
  }

  private List<Part> parts(TableName table) {
    String query =
        """
        SELECT coalesce(json_agg(json_build_array(kind, name) ORDER BY name), '[]')
        FROM (SELECT 'INDEX' AS kind, c.relname AS name
              FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
              WHERE i.indrelid = %1$s::regclass
              UNION ALL
              SELECT 'SEQUENCE', c.relname FROM pg_depend d JOIN pg_class c ON c.oid = d.objid
              WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                AND d.refobjid = %1$s::regclass AND d.deptype IN ('a', 'i') AND c.relkind = 'S') o
        """
            .formatted(SqlText.literal(table.quoted()));
    List<Part> parts = new ArrayList<>();
    staging
        .json(query)
        .forEach(each -> parts.add(new Part(each.get(0).textValue(), each.get(1).textValue())));
    return parts;
  }

  private static Set<TableName> relations(Psql target, String schema) {
    Set<TableName> relations = new HashSet<>();
    String query =
        "SELECT coalesce(json_agg(c.relname), '[]') FROM pg_class c JOIN pg_namespace n"
            + " ON n.oid = c.relnamespace WHERE n.nspname = "
            + SqlText.literal(schema);
    target.json(query).forEach(name -> relations.add(new TableName(schema, name.textValue())));
    return relations;
  }

  /**
   * {@code orders_pkey} of {@code orders}, which shall be {@code old}, becomes {@code old_pkey}.
   */
  private static TableName free(TableName wanted, TableCopy copy, Set<TableName> taken) {
    if (!taken.contains(wanted)) {
      return wanted;
    }
    String name = wanted.name();
    String from = copy.from().name();
    String rest = name.startsWith(from) ? name.substring(from.length()) : "_" + name;
    String base = copy.to().name() + rest;
    TableName free = new TableName(wanted.schema(), SqlText.suffixed(cut(base), ""));
    for (int i = 1; taken.contains(free) && i < MOST_TRIES; i++) {
      free = new TableName(wanted.schema(), SqlText.suffixed(cut(base), "_" + i));
    }
    return free;
  }

  private static String cut(String name) {
    int end = name.length();
    while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length
        > SqlText.MAX_IDENTIFIER_BYTES) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end);
  }

  private static String rename(TableCopy copy) {
    TableName from = copy.from();
    TableName to = copy.to();
    StringBuilder sql = new StringBuilder();
    if (!from.name().equals(to.name())) {
      sql.append(
          "ALTER TABLE %s RENAME TO %s;\n".formatted(from.quoted(), SqlText.identifier(to.name())));
    }
    if (!from.schema().equals(to.schema())) {
      String schema = SqlText.identifier(to.schema());
      sql.append("CREATE SCHEMA IF NOT EXISTS %s;\n".formatted(schema));
      sql.append(
          "ALTER TABLE %s SET SCHEMA %s;\n"
              .formatted(new TableName(from.schema(), to.name()).quoted(), schema));
    }
    return sql.toString();
  }
}
