package dev.vigie.archive;

/** Takes the decompressed data of one block, in whatever pieces it comes, and keeps none of it. */
sealed interface BlockSink permits CopyRows, LargeObjects, ByteCount {
  /** Takes the next bytes. */
  void accept(byte[] bytes, int offset, int length);

  /**
   * What the block held.
   *
   * @throws dev.vigie.error.VigieException if its data is not complete
   */
  BlockContent content(TocEntry entry, long offset, long length);
}
