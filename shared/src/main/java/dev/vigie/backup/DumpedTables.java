package dev.vigie.backup;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.BlockContent;
import dev.vigie.archive.Fingerprint;
import dev.vigie.archive.LargeObjectContent;
import dev.vigie.archive.TableContent;
import dev.vigie.backup.DatabaseDump.Dumps;
import dev.vigie.backup.DatabaseDump.RowsResult;
import dev.vigie.backup.DumpStream.Dumped;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Manifest.Part;
import dev.vigie.catalog.Manifest.Table;
import dev.vigie.postgres.StoredTable;
import dev.vigie.transfer.FrameIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the dumps hold of each table, as the manifest tells it, and whether they hold each. */
final class DumpedTables {
  private DumpedTables() {}

  /** Those of the shared archive, the large objects, and those with archives of their own. */
  static List<Table> of(Dumps dumps) {
    List<Table> tables = new ArrayList<>();
    ArchiveContents contents = dumps.data().contents();
    contents.tables().forEach(content -> tables.add(shared(dumps.data(), content)));
    if (contents.largeObjects() > 0) {
      tables.add(largeObjects(dumps.data()));
    }
    byTable(dumps.rows()).values().forEach(ranges -> tables.add(apart(ranges)));
    return tables;
  }

  /**
   * The tables whose rows are in no archive, or in two: pg_dump was told which to leave out, and
   * nothing shows that it understood but what it wrote.
   *
   * @param expected all whose rows are to be dumped
   */
  static List<StoredTable> lost(List<StoredTable> expected, Dumps dumps) {
    Set<Long> apart = byTable(dumps.rows()).keySet();
    Set<Long> shared =
        dumps.data().contents().tables().stream()
            .map(content -> content.entry().oid())
            .collect(Collectors.toSet());
    return expected.stream()
        .filter(table -> apart.contains(table.oid()) == shared.contains(table.oid()))
        .toList();
  }

  private static Map<Long, List<RowsResult>> byTable(List<RowsResult> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(
                each -> each.rows().table().oid(), LinkedHashMap::new, Collectors.toList()));
  }

  private static Table shared(Dumped data, TableContent content) {
    return new Table(
        content.entry().namespace(),
        content.entry().tag(),
        Manifest.Kind.TABLE,
        content.rows(),
        content.bytes(),
        content.fingerprint().toString(),
        List.of(part(data, content)));
  }

  private static Table largeObjects(Dumped data) {
    ArchiveContents contents = data.contents();
    return new Table(
        "",
        "",
        Manifest.Kind.LARGE_OBJECTS,
        contents.largeObjects(),
        contents.largeObjectBytes(),
        contents.largeObjectFingerprint().toString(),
        contents.blocks().stream()
            .filter(LargeObjectContent.class::isInstance)
            .map(block -> part(data, block))
            .toList());
  }

  private static Table apart(List<RowsResult> ranges) {
    StoredTable table = ranges.getFirst().rows().table();
    return new Table(
        table.schema(),
        table.name(),
        Manifest.Kind.TABLE,
        ranges.stream().mapToLong(range -> range.copied().rows().rows()).sum(),
        ranges.stream().mapToLong(range -> range.copied().rows().bytes()).sum(),
        ranges.stream()
            .map(range -> range.copied().rows().fingerprint())
            .reduce(Fingerprint.EMPTY, Fingerprint::plus)
            .toString(),
        ranges.stream().map(DumpedTables::part).toList());
  }

  private static Part part(Dumped data, BlockContent block) {
    return part(Manifest.DATA, data.frames(), block.offset(), block.length());
  }

  private static Part part(RowsResult range) {
    return part(
        range.archive(),
        range.copied().frames(),
        range.copied().start(),
        range.copied().rows().bytes());
  }

  private static Part part(String archive, FrameIndex frames, long start, long bytes) {
    FrameIndex.Range range = frames.of(start, bytes);
    return new Part(archive, range.offset(), range.storedBytes(), range.skip(), bytes);
  }
}
