package dev.vigie.archive;

/**
 * Hears what an {@link ArchiveReader} finds, on the thread that feeds it, while the bytes are being
 * fed. What it throws ends the reading.
 *
 * <p>A pipeline that wants each block to start something of its own (a compressed frame, for
 * instance) cuts at the <em>ends</em>: that of the table of contents and that of every block are
 * told in the very feed that holds the byte before them, so the cut is never in bytes that have
 * gone on already. That a block begins is told a few bytes late, when its entry is known.
 */
public interface ArchiveListener {
  /**
   * The table of contents is complete.
   *
   * @param contents all entries
   * @param end the archive offset behind it, where the first block begins if there is one
   */
  default void tableOfContentsRead(TableOfContents contents, long end) {}

  /**
   * A data block has begun.
   *
   * @param entry whose data it is
   * @param offset of the block's first byte in the archive
   */
  default void blockBegan(TocEntry entry, long offset) {}

  /**
   * A data block goes on behind this feed; told once a feed.
   *
   * @param entry whose data it is
   * @param bytes of the block that have been read, with its framing
   */
  default void blockAdvanced(TocEntry entry, long bytes) {}

  /**
   * A data block is complete.
   *
   * @param content what it held; the next block begins at its offset plus its length
   */
  default void blockEnded(BlockContent content) {}

  /** Hears nothing. */
  static ArchiveListener none() {
    return new ArchiveListener() {};
  }
}
