package dev.vigie.archive;

/** Chunks that are not compressed. */
final class StoredChunks implements ChunkDecoder {
  @Override
  public void decode(byte[] buffer, int offset, int length, BlockSink sink) {
    sink.accept(buffer, offset, length);
  }

  @Override
  public void end() {}

  @Override
  public void close() {}
}
