package dev.vigie.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One text of an archive ({@code WriteStr}): its length, -1 for none, then its bytes. Reads it from
 * as many feeds as it takes. The memory it takes follows the bytes that came, not the length that
 * was announced.
 *
 * <p>The bytes are in the encoding of the dump, which nearly always is UTF-8. What is not
 * well-formed UTF-8 is taken for ISO 8859-1: that loses nothing, so two archives still compare.
 */
final class TextField {
  /** A definition is a few kilobytes; a function's body may be larger, but hardly this. */
  static final int MAX_LENGTH = 64 << 20;

  private static final int INITIAL_CAPACITY = 1 << 10;

  // A new decoder reports what is malformed; String's constructor would replace it.
  private final CharsetDecoder decoder = UTF_8.newDecoder();
  private final IntegerField length;
  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int wanted = -1;
  private int filled;
  private @Nullable String value;

  TextField(int integerSize) {
    length = new IntegerField(integerSize);
  }

  /** Reads on; true once {@link #value()} is complete, after which the next text follows. */
  boolean read(Input in) {
    if (wanted < 0 && !readLength(in)) {
      return false;
    }
    if (wanted < 0) {
      value = null;
      return true;
    }
    fill(in);
    if (filled < wanted) {
      return false;
    }
    value = decoded();
    wanted = -1;
    filled = 0;
    return true;
  }

  /** The text that was read last; null if the archive says that there is none. */
  @Nullable String value() {
    return value;
  }

  private boolean readLength(Input in) {
    if (!length.read(in)) {
      return false;
    }
    if (length.value() < -1 || length.value() > MAX_LENGTH) {
      throw in.damaged("no length of a text: " + length.value());
    }
    wanted = length.value();
    return true;
  }

  private void fill(Input in) {
    int count = Math.min(wanted - filled, in.remaining());
    if (filled + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(wanted, Math.max(filled + count, 2 * bytes.length)));
    }
    System.arraycopy(in.buffer(), in.position(), bytes, filled, count);
    in.skip(count);
    filled += count;
  }

  private String decoded() {
    try {
      return decoder.decode(ByteBuffer.wrap(bytes, 0, wanted)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, 0, wanted, ISO_8859_1);
    }
  }
}
