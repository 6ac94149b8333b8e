package dev.vigie.restore;

import dev.vigie.archive.Section;
import dev.vigie.archive.TableOfContents;
import dev.vigie.archive.TocEntry;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which entries of a schema archive make some of its tables again: the tables and what belongs to
 * them (indexes, constraints, defaults, owned sequences, triggers, rules, policies, comments,
 * privileges), and what these cannot be made without (types, functions, extensions and so on),
 * which the archive's own dependencies tell. A pure function of the table of contents.
 *
 * @param dumpIds of all these entries, but for the foreign keys below
 * @param sequences that belong to the tables, by schema and name
 * @param foreignKeys that refer to other tables
 * @param withoutOwners whether an owner is missing, so that whoever restores must own everything
 * @param notes what was left out or had to be brought along, a sentence each
 */
record TableSelection(
    Set<Integer> dumpIds,
    Set<TableName> sequences,
    List<ForeignKey> foreignKeys,
    boolean withoutOwners,
    List<String> notes) {
  private static final String DROP_TABLE = "DROP TABLE ";

  /**
   * A foreign key into another table.
   *
   * @param entry that makes it
   * @param table that it belongs to
   */
  record ForeignKey(TocEntry entry, TableName table) {}

  TableSelection {
    foreignKeys = List.copyOf(foreignKeys);
    dumpIds = Set.copyOf(dumpIds);
    sequences = Set.copyOf(sequences);
    notes = List.copyOf(notes);
  }

  /**
   * Selects.
   *
   * @param schema of the backup's schema archive
   * @param missingRoles of the backup, which the server lacks
   * @throws VigieException {@code TABLE_UNKNOWN} if there is no such table, {@code
   *     DEPENDENCY_MISSING} if a policy is for a missing role
   */
  static TableSelection of(
      TableOfContents schema, Collection<TableName> wanted, Set<String> missingRoles) {
    Selector selector = new Selector(schema, missingRoles);
    wanted.forEach(selector::table);
    return selector.select();
  }

  /** The table's name as the archive's statements spell it: quoted where it has to be. */
  static String spelled(TocEntry table) {
    String drop = table.dropStatement();
    return drop.substring(DROP_TABLE.length(), drop.lastIndexOf(';'));
  }

  /** A selection that is being made. */
  private static final class Selector {
    private final TableOfContents schema;
    private final Set<String> missingRoles;
    private final Map<Integer, TocEntry> entries = new HashMap<>();
    private final Map<Integer, TocEntry> tables = new LinkedHashMap<>();
    private final Set<Integer> own = new HashSet<>();
    private final Set<TableName> sequences = new HashSet<>();
    private final List<ForeignKey> foreignKeys = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();

    Selector(TableOfContents schema, Set<String> missingRoles) {
      this.schema = schema;
      this.missingRoles = missingRoles;
      schema.entries().forEach(entry -> entries.put(entry.dumpId(), entry));
    }

    void table(TableName name) {
      TocEntry found =
          schema.entries().stream()
              .filter(each -> each.description().equals("TABLE"))
              .filter(each -> is(each, name) && each.dropStatement().startsWith(DROP_TABLE))
              .findFirst()
              .orElseThrow(
                  () ->
                      new VigieException(
                          ErrorCode.TABLE_UNKNOWN, "the backup has no table " + name));
      tables.put(found.dumpId(), found);
      own.add(found.dumpId());
    }

    TableSelection select() {
      schema.entries().forEach(this::own);
      dropOutwardForeignKeys();
      Set<Integer> all = withDependencies();
      for (int id : all) {
        TocEntry entry = entries.get(id);
        if (entry != null
            && !own.contains(id)
            && entry.section() == Section.PRE_DATA
            && !entry.description().equals("SCHEMA")) {
          notes.add(entry.label() + " was brought along: a table needs it");
        }
      }
      boolean withoutOwners = addWhatIsSaidOf(all);
      return new TableSelection(all, sequences, foreignKeys, withoutOwners, List.copyOf(notes));
    }

    /** The archive has every entry behind those that it needs, but for the rare circle. */
    private void own(TocEntry entry) {
      for (TocEntry table : tables.values()) {
        if (belongs(entry, table)) {
          own.add(entry.dumpId());
          if (entry.description().equals("SEQUENCE")) {
            sequences.add(new TableName(entry.namespace(), entry.tag()));
          }
        } else if (isLeftOut(entry, table)) {
          notes.add(entry.label() + " is left out");
        }
      }
    }

    private static boolean belongs(TocEntry entry, TocEntry table) {
      String spelled = spelled(table);
      boolean depends = entry.dependencies().contains(table.dumpId());
      return switch (entry.description()) {
        case "SEQUENCE", "STATISTICS" -> depends;
        case "INDEX" ->
            entry.definition().contains(" ON " + spelled + " ")
                || entry.definition().contains(" ON ONLY " + spelled + " ");
        case "CONSTRAINT", "CHECK CONSTRAINT", "FK CONSTRAINT" ->
            entry.definition().startsWith("ALTER TABLE " + spelled + "\n")
                || entry.definition().startsWith("ALTER TABLE ONLY " + spelled + "\n");
        case "SEQUENCE OWNED BY" -> entry.definition().contains(" OWNED BY " + spelled + ".");
        case "ROW SECURITY" -> depends && entry.tag().equals(table.tag());
        case "DEFAULT", "TRIGGER", "RULE", "POLICY" ->
            depends
                && entry.namespace().equals(table.namespace())
                && entry.tag().startsWith(table.tag() + " ");
        default -> false;
      };
    }

    private static boolean isLeftOut(TocEntry entry, TocEntry table) {
      return entry.dependencies().contains(table.dumpId())
          && switch (entry.description()) {
            case "TABLE ATTACH" -> is(entry, new TableName(table.namespace(), table.tag()));
            case "PUBLICATION TABLE" -> true;
            default -> false;
          };
    }

    private void dropOutwardForeignKeys() {
      for (TocEntry entry : schema.entries()) {
        boolean outward =
            entry.description().equals("FK CONSTRAINT")
                && own.contains(entry.dumpId())
                && !own.containsAll(entry.dependencies());
        if (outward) {
          tables.values().stream()
              .filter(table -> belongs(entry, table))
              .map(table -> new TableName(table.namespace(), table.tag()))
              .forEach(table -> foreignKeys.add(new ForeignKey(entry, table)));
        }
      }
      foreignKeys.forEach(key -> own.remove(key.entry().dumpId()));
    }

    private Set<Integer> withDependencies() {
      Set<Integer> all = new HashSet<>(own);
      Deque<Integer> open = new ArrayDeque<>(own);
      while (!open.isEmpty()) {
        TocEntry entry = entries.get(open.pop());
        if (entry != null) {
          entry.dependencies().stream().filter(all::add).forEach(open::push);
          schemaOf(entry).filter(all::add).ifPresent(open::push);
        }
      }
      return all;
    }

    private Optional<Integer> schemaOf(TocEntry entry) {
      return schema.entries().stream()
          .filter(each -> each.description().equals("SCHEMA"))
          .filter(each -> each.tag().equals(entry.namespace()))
          .map(TocEntry::dumpId)
          .findFirst();
    }

    /** Comments, privileges and security labels, but for the privileges of roles that are gone. */
    private boolean addWhatIsSaidOf(Set<Integer> all) {
      boolean withoutOwners = false;
      for (TocEntry entry : schema.entries()) {
        if (entry.section() == Section.NONE
            && entry.dependencies().stream().anyMatch(all::contains)) {
          all.add(entry.dumpId());
        }
        if (!all.contains(entry.dumpId())) {
          continue;
        }
        if (missingRoles.contains(entry.owner())) {
          withoutOwners = true;
          notes.add(
              "the role %s is missing: the owner is whoever restored".formatted(entry.owner()));
        }
        missingRoles.stream()
            .filter(role -> names(entry, role))
            .forEach(role -> drop(entry, role, all));
      }
      return withoutOwners;
    }

    private void drop(TocEntry entry, String role, Set<Integer> all) {
      if (entry.description().equals("POLICY")) {
        throw new VigieException(
            ErrorCode.DEPENDENCY_MISSING,
            "%s is for the role %s, which is missing".formatted(entry.label(), role),
            "Make the role first: what it may see depends on it.",
            null);
      }
      all.remove(entry.dumpId());
      notes.add("%s is left out: the role %s is missing".formatted(entry.label(), role));
    }

    private static boolean names(TocEntry entry, String role) {
      boolean grants = entry.description().contains("ACL") || entry.description().equals("POLICY");
      String name =
          "(?:%s|%s)(?![\\w$])"
              .formatted(
                  Pattern.quote(role), Pattern.quote('"' + role.replace("\"", "\"\"") + '"'));
      return grants
          && Pattern.compile("(?:\\bTO |\\bFROM |\\bAUTHORIZATION |, )" + name)
              .matcher(entry.definition())
              .find();
    }

    private static boolean is(TocEntry entry, TableName name) {
      return entry.namespace().equals(name.schema()) && entry.tag().equals(name.name());
    }
  }
}
