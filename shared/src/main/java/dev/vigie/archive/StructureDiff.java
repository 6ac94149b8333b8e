package dev.vigie.archive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the structure of a restored database differs from that of the one that was backed up: objects
 * that are missing, that are new, or that are defined otherwise.
 *
 * <p>What a restore is free to change does not count: dump ids, OIDs, the order and the date. Nor
 * does what {@code pg_restore} leaves out unless it creates the database: the database, its
 * properties, and its own ACL, comment and security label. Entries with data do not count either:
 * their contents are compared by {@link Fingerprint}, which also finds a column that was lost.
 *
 * @param missing stored, and not restored
 * @param added restored, and not stored
 * @param changed restored with another definition
 * @param rewritten restored with another definition, of a kind that holds expressions: PostgreSQL
 *     does not always print an expression that it has read back as it did before (an {@code IN}
 *     list of varchar constants, for instance), so whether it means the same is not seen here
 */
public record StructureDiff(
    List<TocEntry> missing, List<TocEntry> added, List<Change> changed, List<Change> rewritten) {
  private static final Set<String> OF_THE_DATABASE = Set.of("DATABASE", "DATABASE PROPERTIES");

  private static final Set<String> OF_AN_OBJECT = Set.of("ACL", "COMMENT", "SECURITY LABEL");

  /** The planner's statistics, in archives of PostgreSQL 18: ANALYZE makes others. */
  private static final String STATISTICS = "STATISTICS DATA";

  private static final Set<String> WITH_EXPRESSIONS =
      Set.of(
          "CHECK CONSTRAINT",
          "CONSTRAINT",
          "DEFAULT",
          "DOMAIN",
          "FOREIGN TABLE",
          "FUNCTION",
          "INDEX",
          "MATERIALIZED VIEW",
          "POLICY",
          "PROCEDURE",
          "PUBLICATION TABLE",
          "RULE",
          "STATISTICS",
          "TABLE",
          "TRIGGER",
          "VIEW");

  /** Keeps copies of the lists. */
  public StructureDiff {
    missing = List.copyOf(missing);
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    rewritten = List.copyOf(rewritten);
  }

  /**
   * One object, defined in two ways.
   *
   * @param stored as it was backed up
   * @param restored as it came back
   */
  public record Change(TocEntry stored, TocEntry restored) {
    private boolean mayBeRewritten() {
      return WITH_EXPRESSIONS.contains(stored.description())
          && stored.tablespace().equals(restored.tablespace())
          && stored.tableAccessMethod().equals(restored.tableAccessMethod());
    }
  }

  /** What one object is called; several operators of one name differ in their definitions only. */
  private record Identity(String description, String namespace, String tag, String owner) {
    static Identity of(TocEntry entry) {
      return new Identity(entry.description(), entry.namespace(), entry.tag(), entry.owner());
    }
  }

  /** What one object is. */
  private record Form(String definition, String tablespace, String tableAccessMethod) {
    static Form of(TocEntry entry) {
      return new Form(definition(entry), entry.tablespace(), entry.tableAccessMethod());
    }

    /** The grants of one object come in no fixed order. */
    private static String definition(TocEntry entry) {
      return entry.description().contains("ACL")
          ? entry.definition().lines().sorted().collect(Collectors.joining("\n"))
          : entry.definition();
    }
  }

  /** Compares the entries of two archives. */
  public static StructureDiff between(TableOfContents stored, TableOfContents restored) {
    return between(stored.entries(), restored.entries());
  }

  /**
   * Compares entries, each side's from one archive or from several.
   *
   * @param stored of the backup
   * @param restored of the database that was restored from it
   */
  public static StructureDiff between(Collection<TocEntry> stored, Collection<TocEntry> restored) {
    Map<Identity, Map<Form, TocEntry>> before = index(stored);
    Map<Identity, Map<Form, TocEntry>> after = index(restored);
    List<TocEntry> missing = new ArrayList<>();
    List<TocEntry> added = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    Set<Identity> identities = new LinkedHashSet<>(before.keySet());
    identities.addAll(after.keySet());
    for (Identity identity : identities) {
      Map<Form, TocEntry> old = before.getOrDefault(identity, Map.of());
      Map<Form, TocEntry> now = after.getOrDefault(identity, Map.of());
      List<TocEntry> gone = without(old, now);
      List<TocEntry> come = without(now, old);
      int pairs = Math.min(gone.size(), come.size());
      for (int i = 0; i < pairs; i++) {
        changes.add(new Change(gone.get(i), come.get(i)));
      }
      missing.addAll(gone.subList(pairs, gone.size()));
      added.addAll(come.subList(pairs, come.size()));
    }
    Map<Boolean, List<Change>> byKind =
        changes.stream().collect(Collectors.partitioningBy(Change::mayBeRewritten));
    return new StructureDiff(
        missing,
        added,
        byKind.getOrDefault(false, List.of()),
        byKind.getOrDefault(true, List.of()));
  }

  /** Whether nothing is missing, added or changed; definitions may be rewritten. */
  public boolean same() {
    return missing.isEmpty() && added.isEmpty() && changed.isEmpty();
  }

  private static Map<Identity, Map<Form, TocEntry>> index(Collection<TocEntry> entries) {
    Map<Identity, Map<Form, TocEntry>> index = new LinkedHashMap<>();
    for (TocEntry entry : entries) {
      if (counts(entry)) {
        index
            .computeIfAbsent(Identity.of(entry), any -> new LinkedHashMap<>())
            .put(Form.of(entry), entry);
      }
    }
    return index;
  }

  private static boolean counts(TocEntry entry) {
    String description = entry.description();
    boolean ofTheDatabase =
        OF_THE_DATABASE.contains(description)
            || (OF_AN_OBJECT.contains(description) && entry.tag().startsWith("DATABASE "));
    return !ofTheDatabase && !entry.hasData() && !description.equals(STATISTICS);
  }

  private static List<TocEntry> without(Map<Form, TocEntry> forms, Map<Form, TocEntry> others) {
    return forms.entrySet().stream()
        .filter(each -> !others.containsKey(each.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
