package dev.vigie.archive;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Chunks of a zlib stream, as compress_gzip.c of pg_dump writes them. */
final class GzipChunks implements ChunkDecoder {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Input in;
  private final Inflater inflater = new Inflater();
  private final byte[] plain = new byte[BUFFER_BYTES];
  private boolean begun;

  GzipChunks(Input in) {
    this.in = in;
  }

  @Override
  public void decode(byte[] buffer, int offset, int length, BlockSink sink) {
    if (inflater.finished()) {
      throw in.damaged("bytes behind the end of a zlib stream");
    }
    begun = true;
    inflater.setInput(buffer, offset, length);
    try {
      int count;
      while ((count = inflater.inflate(plain)) > 0) {
        sink.accept(plain, 0, count);
      }
    } catch (DataFormatException e) {
      throw in.damaged("no zlib stream: " + e.getMessage());
    }
    if (inflater.getRemaining() > 0) {
      throw in.damaged("bytes behind the end of a zlib stream");
    }
  }

  /** An empty object may have no stream at all. */
  @Override
  public void end() {
    if (begun && !inflater.finished()) {
      throw in.damaged("a zlib stream that does not end");
    }
    begun = false;
    inflater.reset();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
