package dev.vigie.archive;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/**
 * Chunks of a zstd frame, as compress_zstd.c of pg_dump writes them. The window of a frame is
 * bounded by zstd's own default, 128 MiB.
 */
final class ZstdChunks implements ChunkDecoder {
  private static final int BUFFER_BYTES = 1 << 17;

  private final Input in;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private final ByteBuffer plain = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer packed = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final byte[] copy = new byte[BUFFER_BYTES];
  private boolean begun;
  private boolean finished;

  ZstdChunks(Input in) {
    this.in = in;
  }

  @Override
  public void decode(byte[] buffer, int offset, int length, BlockSink sink) {
    begun = true;
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, packed.capacity());
      packed.clear().put(buffer, offset + done, count).flip();
      decodePacked(sink);
      done += count;
    }
  }

  private void decodePacked(BlockSink sink) {
    // A full output buffer may leave more inside the decoder although all input was taken.
    boolean full = false;
    while (packed.hasRemaining() || full) {
      if (finished) {
        throw in.damaged("bytes behind the end of a zstd frame");
      }
      plain.clear();
      try {
        finished = context.decompressDirectByteBufferStream(plain, packed);
      } catch (ZstdException e) {
        throw in.damaged("no zstd frame: " + e.getMessage());
      }
      full = !finished && !plain.hasRemaining();
      int count = plain.flip().remaining();
      plain.get(copy, 0, count);
      sink.accept(copy, 0, count);
    }
  }

  /** An empty object may have no frame at all. */
  @Override
  public void end() {
    if (begun && !finished) {
      throw in.damaged("a zstd frame that does not end");
    }
    begun = false;
    finished = false;
    context.reset();
  }

  @Override
  public void close() {
    context.close();
  }
}
