package dev.vigie.archive;

/**
 * What one data block of an archive held. Blocks follow each other without a gap, so {@code offset
 * + length} is where the next one begins.
 */
public sealed interface BlockContent permits TableContent, LargeObjectContent, OtherContent {
  /** The entry whose data it is. */
  TocEntry entry();

  /** Of the data in bytes: decompressed, and without the archive's own framing. */
  long bytes();

  /** Where the block begins in the archive: of its first byte, which tells its type. */
  long offset();

  /** Of the block in the archive, in bytes, with its framing. */
  long length();
}
