package dev.vigie.transfer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes the SHA-256 of what passes. */
final class DigestingStream extends FilterInputStream {
  private static final int DRAIN_BYTES = 64 * 1024;

  private final MessageDigest sha256;

  DigestingStream(InputStream in) {
    super(in);
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public int read() throws IOException {
    int b = in.read();
    if (b >= 0) {
      sha256.update((byte) b);
    }
    return b;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      sha256.update(buffer, offset, read);
    }
    return read;
  }

  /**
   * Reads to the end: a decompressor stops at the end of its frame, which need not be the stream's.
   */
  void drain() throws IOException {
    byte[] buffer = new byte[DRAIN_BYTES];
    int read;
    do {
      read = read(buffer, 0, buffer.length);
    } while (read >= 0);
  }

  /** The digest of all that was read, 64 lower-case hexadecimal digits; can be asked once. */
  String sha256() {
    return HexFormat.of().formatHex(sha256.digest());
  }
}
