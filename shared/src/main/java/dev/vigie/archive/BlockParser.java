package dev.vigie.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data blocks behind the table of contents, as pg_backup_custom.c writes them: a type,
 * the dump id, and then the chunks, each with its length before it and a length of 0 at the end. A
 * block of large objects has an OID before each object's chunks, and an OID of 0 at the end.
 */
final class BlockParser implements AutoCloseable {
  /** {@code BLK_DATA}. */
  private static final int DATA = 1;

  /** {@code BLK_BLOBS}. */
  private static final int LARGE_OBJECTS = 3;

  private enum Step {
    TYPE,
    DUMP_ID,
    OBJECT,
    CHUNKS
  }

  private final Input in;
  private final ArchiveListener listener;
  private final Compression compression;
  private final IntegerField integer;
  private final Map<Integer, TocEntry> awaited = new LinkedHashMap<>();
  private final List<BlockContent> blocks = new ArrayList<>();
  private @Nullable ChunkDecoder decoder;
  private Step step = Step.TYPE;
  private int type;
  private long offset;
  private int chunkLeft;
  private @Nullable TocEntry entry;
  private BlockSink sink = new ByteCount();

  BlockParser(Header header, TableOfContents contents, Input in, ArchiveListener listener) {
    this.in = in;
    this.listener = listener;
    compression = header.compression();
    integer = new IntegerField(header.integerSize());
    contents.entries().stream()
        .filter(TocEntry::hasData)
        .forEach(each -> awaited.put(each.dumpId(), each));
  }

  /** Reads all that remains of the input. */
  void read() {
    while (in.remaining() > 0) {
      switch (step) {
        case TYPE -> readType();
        case DUMP_ID -> readDumpId();
        case OBJECT -> readObject();
        case CHUNKS -> readChunks();
      }
    }
    if (entry != null) {
      listener.blockAdvanced(entry, in.offset() - offset);
    }
  }

  private void readType() {
    offset = in.offset();
    type = in.next();
    if (type != DATA && type != LARGE_OBJECTS) {
      throw in.damaged("no data block: type " + type);
    }
    step = Step.DUMP_ID;
  }

  private void readDumpId() {
    if (!integer.read(in)) {
      return;
    }
    TocEntry found = awaited.remove(integer.value());
    if (found == null) {
      throw in.damaged("a data block of dump id " + integer.value() + ", which awaits none");
    }
    if (found.holdsLargeObjects() != (type == LARGE_OBJECTS)) {
      throw in.damaged("a data block of type " + type + " for " + found.label());
    }
    begin(found);
  }

  private void begin(TocEntry found) {
    entry = found;
    listener.blockBegan(found, offset);
    if (decoder == null) {
      decoder = ChunkDecoder.of(compression, in);
    }
    if (type == LARGE_OBJECTS) {
      sink = new LargeObjects();
      step = Step.OBJECT;
    } else {
      sink = found.holdsRows() ? new CopyRows(in) : new ByteCount();
      step = Step.CHUNKS;
    }
  }

  private void readObject() {
    if (!integer.read(in)) {
      return;
    }
    if (integer.value() == 0) {
      endBlock();
    } else if (sink instanceof LargeObjects objects) {
      objects.begin(integer.value());
      step = Step.CHUNKS;
    }
  }

  /** The inner loop: with -Z0 it goes round once a row. */
  private void readChunks() {
    ChunkDecoder chunks = Objects.requireNonNull(decoder);
    while (in.remaining() > 0) {
      if (chunkLeft == 0) {
        if (!integer.read(in)) {
          return;
        }
        chunkLeft = integer.value();
        if (chunkLeft <= 0) {
          endChunks(chunks);
          return;
        }
      }
      int count = Math.min(chunkLeft, in.remaining());
      chunks.decode(in.buffer(), in.position(), count, sink);
      in.skip(count);
      chunkLeft -= count;
    }
  }

  private void endChunks(ChunkDecoder chunks) {
    if (chunkLeft < 0) {
      throw in.damaged("no length of a chunk: " + chunkLeft);
    }
    chunks.end();
    if (sink instanceof LargeObjects objects) {
      objects.end();
      step = Step.OBJECT;
    } else {
      endBlock();
    }
  }

  private void endBlock() {
    TocEntry ended = Objects.requireNonNull(entry);
    BlockContent content = sink.content(ended, offset, in.offset() - offset);
    entry = null;
    step = Step.TYPE;
    blocks.add(content);
    listener.blockEnded(content);
  }

  /**
   * The blocks of a whole archive. The format has no trailer: its end is the end of the input,
   * where another block might begin and none is awaited. Pg_restore has no other sign either.
   */
  List<BlockContent> finish() {
    if (step != Step.TYPE) {
      throw in.damaged(
          "it ends within " + (entry == null ? "the head of a data block" : entry.label()));
    }
    if (!awaited.isEmpty()) {
      TocEntry first = awaited.values().iterator().next();
      throw in.damaged(
          "it ends without the data of " + awaited.size() + " entries, such as " + first.label());
    }
    return blocks;
  }

  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
  }
}
