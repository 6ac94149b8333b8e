package dev.vigie.archive;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * Adds up rows to a {@link Fingerprint}. A row comes whole, or piece by piece: then only the state
 * of its hash is kept, so its size does not matter.
 *
 * <p>A hash is one object of 32 bytes, which the JIT does not remove, since the hash function is
 * too large to be inlined. It dies at once, so the collector copies nothing: of the time for 80
 * million rows of about 100 bytes, read at 2.4 GB/s, the hash took 44%, {@link LineFeed} 40%, and
 * all collections 3%.
 */
final class RowSum {
  private static final Hasher128 HASHER = Hashing.xxh3_128();

  private final HashStream128 pieces = HASHER.hashStream();
  private long high;
  private long low;
  private long rows;

  /** Adds a whole row. */
  void add(byte[] bytes, int offset, int length) {
    add(HASHER.hashBytesTo128Bits(bytes, offset, length));
  }

  /** Takes the next piece of a row. */
  void addPiece(byte[] bytes, int offset, int length) {
    pieces.putBytes(bytes, offset, length);
  }

  /** Adds the row whose pieces have come. */
  void addPieces() {
    add(pieces.get());
    pieces.reset();
  }

  private void add(HashValue128 hash) {
    long addend = hash.getLeastSignificantBits();
    low += addend;
    high += hash.getMostSignificantBits() + Fingerprint.carry(low, addend);
    rows++;
  }

  long rows() {
    return rows;
  }

  Fingerprint fingerprint() {
    return new Fingerprint(high, low);
  }
}
