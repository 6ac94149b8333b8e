package dev.vigie.archive;

/**
 * Decompresses the chunks of one table or large object after the other, in bounded memory. Each is
 * a compressed stream of its own, cut into chunks anywhere.
 */
sealed interface ChunkDecoder extends AutoCloseable permits StoredChunks, GzipChunks, ZstdChunks {
  /** Passes on what these bytes of a chunk hold. */
  void decode(byte[] buffer, int offset, int length, BlockSink sink);

  /**
   * The chunks of the table or object have ended; those of another may follow.
   *
   * @throws dev.vigie.error.VigieException if the compressed stream is not complete
   */
  void end();

  /** Frees native memory. Closing again does nothing. */
  @Override
  void close();

  /**
   * The decoder of an algorithm.
   *
   * @param in tells where a failure is
   * @throws dev.vigie.error.VigieException ARCHIVE_UNSUPPORTED for LZ4
   */
  static ChunkDecoder of(Compression compression, Input in) {
    return switch (compression) {
      case NONE -> new StoredChunks();
      case GZIP -> new GzipChunks(in);
      case ZSTD -> new ZstdChunks(in);
      case LZ4 -> throw HeaderParser.unsupported("data compressed with lz4");
    };
  }
}
