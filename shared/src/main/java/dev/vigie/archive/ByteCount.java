package dev.vigie.archive;

/** Counts the bytes of data that has no rows. */
final class ByteCount implements BlockSink {
  private long bytes;

  @Override
  public void accept(byte[] buffer, int offset, int length) {
    bytes += length;
  }

  @Override
  public BlockContent content(TocEntry entry, long offset, long length) {
    return new OtherContent(entry, bytes, offset, length);
  }
}
