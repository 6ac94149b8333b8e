package dev.vigie.archive;

import java.time.LocalDateTime;
import java.util.List;

/**
 * An archive's header and its entries, in the archive's order.
 *
 * @param minorVersion of the format: 12 to 16, for 1.12 to 1.16
 * @param revision of the format, 0 in every archive that PostgreSQL has written so far
 * @param compression of the data blocks
 * @param created when pg_dump began, by the clock and the time zone of its machine
 * @param database the name of the database that was dumped
 * @param serverVersion of the server, as it says itself
 * @param dumpVersion of pg_dump
 * @param entries at most {@value TocParser#MAX_ENTRIES}
 */
public record TableOfContents(
    int minorVersion,
    int revision,
    Compression compression,
    LocalDateTime created,
    String database,
    String serverVersion,
    String dumpVersion,
    List<TocEntry> entries) {
  /** Keeps a copy of the entries. */
  public TableOfContents {
    entries = List.copyOf(entries);
  }
}
