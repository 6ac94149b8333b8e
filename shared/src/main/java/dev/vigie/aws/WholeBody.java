package dev.vigie.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The body of a GET, which ends only after as many bytes as its head announced: the JDK's HTTP
 * client reports a connection that closed early as a quiet end. The SDK's unchecked exceptions, a
 * wrong checksum among them, become {@link IOException}. Not thread-safe.
 */
final class WholeBody extends InputStream {
  private final ResponseInputStream<?> source;
  private final String name;
  private final long length;
  private long read;

  /**
   * @param length bytes that the head announced
   * @param name what is being read, for messages
   */
  WholeBody(ResponseInputStream<?> source, long length, String name) {
    this.source = source;
    this.length = length;
    this.name = name;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    int got;
    try {
      got = source.read(target, offset, count);
    } catch (SdkException | IOException | UncheckedIOException e) {
      throw new IOException(name + " failed after " + read + " of " + length + " bytes", e);
    }
    if (got < 0 && read < length) {
      throw new IOException(name + " ended after " + read + " of " + length + " bytes");
    }
    read += Math.max(got, 0);
    return got;
  }

  /** A body left early takes its connection along: draining it could mean gigabytes. */
  @Override
  public void close() throws IOException {
    if (read < length) {
      source.abort();
    }
    try {
      source.close();
    } catch (SdkException | UncheckedIOException e) {
      throw new IOException(name + " could not be closed", e);
    }
  }
}
