package dev.vigie.backup;

import dev.vigie.archive.ArchiveContents;
import dev.vigie.archive.ArchiveListener;
import dev.vigie.archive.ArchiveReader;
import dev.vigie.archive.BlockContent;
import dev.vigie.archive.TableOfContents;
import dev.vigie.transfer.ArchiveUpload;
import java.util.ArrayList;
import java.util.List;

/**
 * An archive of pg_dump's that is read as it passes, and whose zstd frames begin where data blocks
 * do, so that one table can be read without the others. Not thread-safe. Closing frees the reader.
 */
final class FramedArchive implements AutoCloseable {
  /**
   * Content after which a frame ends where the next block begins. A frame costs about 20 bytes and
   * has forgotten what it saw before; and who wants one table reads less than this in front of it.
   */
  static final int FRAME_BYTES = 256 * 1024;

  private final ArchiveUpload upload;
  private final ArchiveReader reader = new ArchiveReader(new Cuts());
  private final List<Long> cuts = new ArrayList<>();
  private long frameStart;
  private long written;

  FramedArchive(ArchiveUpload upload) {
    this.upload = upload;
  }

  /** Reads the next bytes and passes them on. */
  void write(byte[] buffer, int offset, int length) {
    reader.feed(buffer, offset, length);
    int from = offset;
    for (long cut : cuts) {
      int count = (int) (cut - written);
      upload.write(buffer, from, count);
      upload.cutFrame();
      from += count;
      written += count;
    }
    cuts.clear();
    int left = offset + length - from;
    upload.write(buffer, from, left);
    written += left;
  }

  /**
   * What it held, now that pg_dump has ended.
   *
   * @throws dev.vigie.error.VigieException {@code ARCHIVE_DAMAGED} if that is not a whole archive
   */
  ArchiveContents finish() {
    return reader.finish();
  }

  @Override
  public void close() {
    reader.close();
  }

  private final class Cuts implements ArchiveListener {
    @Override
    public void tableOfContentsRead(TableOfContents contents, long end) {
      cut(end);
    }

    @Override
    public void blockEnded(BlockContent content) {
      long end = content.offset() + content.length();
      if (end - frameStart >= FRAME_BYTES) {
        cut(end);
      }
    }

    private void cut(long at) {
      cuts.add(at);
      frameStart = at;
    }
  }
}
