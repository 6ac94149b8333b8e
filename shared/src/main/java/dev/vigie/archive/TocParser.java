package dev.vigie.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive's table of contents, in the order of {@code WriteToc}. A damaged one may
 * announce anything; its memory follows the bytes that came, up to the bounds below.
 */
final class TocParser {
  /** Up to format 1.15 each large object has an entry: there are databases with millions. */
  static final int MAX_ENTRIES = 5_000_000;

  /** Five million entries of large objects take about this. */
  static final long MAX_BYTES = 1L << 30;

  private final Header header;
  private final EntryField[] fields;
  private final IntegerField integer;
  private final TextField text;
  private final List<TocEntry> entries = new ArrayList<>();
  private final Set<Integer> dumpIds = new HashSet<>();
  private final EntryDraft draft = new EntryDraft();
  private final long start;
  private final LongConsumer ends;
  private int count = -1;
  private int field;
  private int offsetOctets;

  /**
   * @param start the archive offset where the table of contents begins
   */
  TocParser(Header header, long start) {
    this(header, start, _ -> {});
  }

  /**
   * @param start the archive offset where the table of contents begins
   * @param ends hears the archive offset behind each entry, and first the one behind their number
   */
  TocParser(Header header, long start, LongConsumer ends) {
    this.header = header;
    this.start = start;
    this.ends = ends;
    integer = new IntegerField(header.integerSize());
    text = new TextField(header.integerSize());
    fields =
        Arrays.stream(EntryField.values())
            .filter(each -> each.in(header.minorVersion()))
            .toArray(EntryField[]::new);
  }

  /** Reads on; the table of contents once it is complete, null while it is not. */
  @Nullable TableOfContents read(Input in) {
    if (count < 0 && !readCount(in)) {
      return null;
    }
    while (entries.size() < count) {
      if (!readEntry(in)) {
        return null;
      }
    }
    return new TableOfContents(
        header.minorVersion(),
        header.revision(),
        header.compression(),
        header.created(),
        header.database(),
        header.serverVersion(),
        header.dumpVersion(),
        entries);
  }

  private boolean readCount(Input in) {
    if (!integer.read(in)) {
      return false;
    }
    if (integer.value() < 0 || integer.value() > MAX_ENTRIES) {
      throw in.damaged("no number of entries: " + integer.value());
    }
    count = integer.value();
    ends.accept(in.offset());
    return true;
  }

  private boolean readEntry(Input in) {
    while (field < fields.length) {
      if (in.offset() - start > MAX_BYTES) {
        throw in.damaged("a table of contents of more than " + MAX_BYTES + " bytes");
      }
      if (!readField(fields[field], in)) {
        return false;
      }
      field++;
    }
    field = 0;
    TocEntry entry = draft.entry(in);
    if (!dumpIds.add(entry.dumpId())) {
      throw in.damaged("a second entry with the dump id " + entry.dumpId());
    }
    entries.add(entry);
    ends.accept(in.offset());
    draft.clear();
    return true;
  }

  private boolean readField(EntryField each, Input in) {
    return switch (each.kind()) {
      case INTEGER -> readInteger(each, in);
      case TEXT -> readText(each, in);
      case TEXT_LIST -> readDependencies(in);
      case OFFSET -> readOffset(each, in);
    };
  }

  private boolean readInteger(EntryField each, Input in) {
    if (!integer.read(in)) {
      return false;
    }
    draft.set(each, integer.value());
    return true;
  }

  private boolean readText(EntryField each, Input in) {
    if (!text.read(in)) {
      return false;
    }
    String value = text.value();
    if (value != null) {
      draft.set(each, value);
    }
    return true;
  }

  private boolean readDependencies(Input in) {
    while (text.read(in)) {
      String dumpId = text.value();
      if (dumpId == null) {
        return true;
      }
      draft.addDependency(dumpId, in);
    }
    return false;
  }

  /** The offset itself is of no use: pg_dump cannot fill it in on a pipe. */
  private boolean readOffset(EntryField each, Input in) {
    while (offsetOctets <= header.offsetSize()) {
      if (in.remaining() == 0) {
        return false;
      }
      int octet = in.next();
      if (offsetOctets++ == 0) {
        draft.set(each, octet);
      }
    }
    offsetOctets = 0;
    return true;
  }
}
