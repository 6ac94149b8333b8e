package dev.vigie.archive;

import dev.vigie.error.VigieException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Some entries of an archive, as an archive of its own that {@code pg_restore} reads: the header,
 * the number of the entries, and the entries' own bytes in their order ({@code WriteToc} of
 * pg_backup_archiver.c). So a part of an archive needs no list that {@code pg_restore --use-list}
 * would have to open as a file, and goes wherever a stream goes. Immutable.
 */
public final class ArchiveExcerpt {
  private final byte[] head;
  private final Header header;
  private final TableOfContents contents;
  private final int headerEnd;
  private final List<Long> ends;

  private ArchiveExcerpt(
      byte[] head, Header header, TableOfContents contents, int headerEnd, List<Long> ends) {
    this.head = head;
    this.header = header;
    this.contents = contents;
    this.headerEnd = headerEnd;
    this.ends = ends;
  }

  /**
   * Reads the head of an archive.
   *
   * @param head begins with the header and the whole table of contents; not copied, and no longer
   *     the caller's
   * @throws VigieException {@code ARCHIVE_DAMAGED} or {@code ARCHIVE_UNSUPPORTED} if it does not
   */
  public static ArchiveExcerpt of(byte[] head) {
    Input in = new Input();
    in.wrap(head, 0, head.length);
    Header header = new HeaderParser().read(in);
    if (header == null) {
      throw in.damaged("it ends within its header");
    }
    int headerEnd = in.position();
    List<Long> ends = new ArrayList<>();
    TableOfContents contents = new TocParser(header, headerEnd, ends::add).read(in);
    if (contents == null) {
      throw in.damaged("it ends within its table of contents");
    }
    return new ArchiveExcerpt(head, header, contents, headerEnd, ends);
  }

  /** The whole table of contents. */
  public TableOfContents contents() {
    return contents;
  }

  /**
   * The archive of these entries. Where one has data, its block is to follow behind this.
   *
   * @param dumpIds whether an entry of this dump id is in it; what every archive says of itself,
   *     such as its encoding, always is
   */
  public byte[] only(IntPredicate dumpIds) {
    List<TocEntry> entries = contents.entries();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int count = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (isOfTheArchive(entries.get(i)) || dumpIds.test(entries.get(i).dumpId())) {
        int from = Math.toIntExact(ends.get(i));
        body.write(head, from, Math.toIntExact(ends.get(i + 1)) - from);
        count++;
      }
    }
    ByteArrayOutputStream excerpt = new ByteArrayOutputStream(headerEnd + body.size() + 16);
    excerpt.write(head, 0, headerEnd);
    writeInteger(excerpt, count);
    excerpt.writeBytes(body.toByteArray());
    return excerpt.toByteArray();
  }

  /** {@code ReadToc} takes them in before anything is restored. */
  private static boolean isOfTheArchive(TocEntry entry) {
    return switch (entry.description()) {
      case "ENCODING", "STDSTRINGS", "SEARCHPATH" -> true;
      default -> false;
    };
  }

  private void writeInteger(ByteArrayOutputStream out, int value) {
    out.write(0); // of its sign
    for (int i = 0; i < header.integerSize(); i++) {
      out.write(i < Integer.BYTES ? value >>> (Byte.SIZE * i) : 0);
    }
  }
}
