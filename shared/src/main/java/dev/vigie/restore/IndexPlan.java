package dev.vigie.restore;

import dev.vigie.archive.Section;
import dev.vigie.archive.TableOfContents;
import dev.vigie.archive.TocEntry;
import dev.vigie.postgres.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which indexes and constraints can be made as soon as their own table has its rows, while other
 * tables are still being filled. All else comes at the end, as it does with {@code pg_restore}.
 * Immutable.
 */
final class IndexPlan {
  /** A constraint of this kind is one with an index; foreign keys and checks are called so. */
  private static final Set<String> KINDS = Set.of("INDEX", "CONSTRAINT");

  private final TableOfContents contents;
  private final Map<Integer, TocEntry> byDumpId;

  /**
   * @param contents of the schema archive
   */
  IndexPlan(TableOfContents contents) {
    this.contents = contents;
    this.byDumpId =
        contents.entries().stream()
            .collect(Collectors.toMap(TocEntry::dumpId, Function.identity(), (one, _) -> one));
  }

  /**
   * Those of one table that need nothing but what is there before the data. An index by a function
   * is not among them: a function may look into other tables, which have no rows yet.
   *
   * @return dump ids, in the archive's order
   */
  List<Integer> of(TableName table) {
    return contents.entries().stream()
        .filter(entry -> KINDS.contains(entry.description()))
        .filter(entry -> entry.section() == Section.POST_DATA)
        .filter(entry -> entry.dependencies().stream().anyMatch(id -> isTable(id, table)))
        .filter(entry -> entry.dependencies().stream().allMatch(this::isThereEarly))
        .map(TocEntry::dumpId)
        .toList();
  }

  /** What is left when these are made, in the archive's order. */
  List<Integer> allBut(List<Integer> dumpIds) {
    Set<Integer> made = new HashSet<>(dumpIds);
    return contents.entries().stream()
        .map(TocEntry::dumpId)
        .filter(id -> !made.contains(id))
        .toList();
  }

  private boolean isTable(int dumpId, TableName table) {
    TocEntry entry = byDumpId.get(dumpId);
    return entry != null
        && entry.description().equals("TABLE")
        && entry.namespace().equals(table.schema())
        && entry.tag().equals(table.name());
  }

  /** What the archive does not name is the system's own. */
  private boolean isThereEarly(int dumpId) {
    TocEntry entry = byDumpId.get(dumpId);
    return entry == null
        || (entry.section() == Section.PRE_DATA && !entry.description().equals("FUNCTION"));
  }
}
