package dev.vigie.archive;

import dev.vigie.error.VigieException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads an archive of pg_dump's custom format while it passes on elsewhere: is fed its bytes, in
 * pieces of any size, and keeps none. Understands the formats 1.12 to 1.16, which PostgreSQL 9.4 to
 * 18 write, with data blocks that are not compressed, or with gzip or zstd.
 *
 * <p>Memory is bounded whatever the input says: about 100 KiB, the table of contents (at most
 * {@value TocParser#MAX_ENTRIES} entries, {@link TocParser#MAX_BYTES 1 GiB} together, {@link
 * TextField#MAX_LENGTH 64 MiB} for one text, and never more than a few times the bytes that have
 * come), and for zstd its window of at most 128 MiB. A row, a large object or a chunk may have any
 * size.
 *
 * <p>Every failure that the input can cause is a {@link VigieException}: ARCHIVE_DAMAGED, whose
 * message tells the byte, or ARCHIVE_UNSUPPORTED. After a failure every call throws it again.
 *
 * <p>Not thread-safe. {@link #finish()} and a failure free the native memory that decompression
 * takes; a reader that is given up before must be closed.
 */
public final class ArchiveReader implements AutoCloseable {
  private final ArchiveListener listener;
  private final Input in = new Input();
  private final HeaderParser headerParser = new HeaderParser();
  private @Nullable Header header;
  private @Nullable TocParser tocParser;
  private @Nullable TableOfContents contents;
  private @Nullable BlockParser blocks;
  private @Nullable VigieException failure;
  private boolean finished;

  /** A reader that nobody listens to. */
  public ArchiveReader() {
    this(ArchiveListener.none());
  }

  /**
   * A reader of one archive.
   *
   * @param listener hears what is found, within {@link #feed}
   */
  public ArchiveReader(ArchiveListener listener) {
    this.listener = listener;
  }

  /**
   * Reads the next bytes of the archive. The buffer is the caller's again afterwards.
   *
   * @param buffer holds the bytes; it is not written to
   * @param offset of the first in the buffer
   * @param length how many, 0 or more
   * @throws VigieException if the archive is damaged, or not one that Vigie can read
   * @throws IllegalStateException if the reader has been finished or closed
   */
  public void feed(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    requireOpen();
    boolean read = false;
    try {
      in.wrap(buffer, offset, length);
      readAll();
      in.release();
      read = true;
    } catch (VigieException e) {
      failure = e;
      throw e;
    } finally {
      // A listener may throw anything.
      if (!read) {
        close();
      }
    }
  }

  private void readAll() {
    if (header == null) {
      header = headerParser.read(in);
    }
    if (header != null && contents == null) {
      readContents(header);
    }
    if (blocks != null) {
      blocks.read();
    }
  }

  private void readContents(Header read) {
    if (tocParser == null) {
      tocParser = new TocParser(read, in.offset());
    }
    contents = tocParser.read(in);
    if (contents != null) {
      tocParser = null;
      blocks = new BlockParser(read, contents, in, listener);
      listener.tableOfContentsRead(contents, in.offset());
    }
  }

  /**
   * What the archive held, now that its producer has ended.
   *
   * @throws VigieException if what was fed is not a whole archive
   * @throws IllegalStateException if the reader has been finished or closed
   */
  public ArchiveContents finish() {
    requireOpen();
    try {
      if (contents == null || blocks == null) {
        throw in.damaged("it ends within its table of contents");
      }
      return new ArchiveContents(contents, blocks.finish(), in.offset());
    } catch (VigieException e) {
      failure = e;
      throw e;
    } finally {
      close();
    }
  }

  private void requireOpen() {
    if (failure != null) {
      throw failure;
    }
    if (finished) {
      throw new IllegalStateException("the archive's end has been reached");
    }
  }

  /** Frees native memory. Closing again does nothing. */
  @Override
  public void close() {
    finished = true;
    if (blocks != null) {
      blocks.close();
    }
  }
}
