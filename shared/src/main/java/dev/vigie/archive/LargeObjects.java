package dev.vigie.archive;

/** Fingerprints large objects: each one's OID in four bytes, then its content. */
final class LargeObjects implements BlockSink {
  private final byte[] octets = new byte[Integer.BYTES];
  private final RowSum sum = new RowSum();
  private long bytes;

  /** The content that follows is that of this object. */
  void begin(int oid) {
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) (oid >>> (Byte.SIZE * (Integer.BYTES - 1 - i)));
    }
    sum.addPiece(octets, 0, octets.length);
  }

  /** The object is complete. */
  void end() {
    sum.addPieces();
  }

  @Override
  public void accept(byte[] buffer, int offset, int length) {
    bytes += length;
    sum.addPiece(buffer, offset, length);
  }

  @Override
  public BlockContent content(TocEntry entry, long offset, long length) {
    return new LargeObjectContent(entry, sum.rows(), bytes, sum.fingerprint(), offset, length);
  }
}
