package dev.vigie.archive;

/**
 * One integer of an archive ({@code WriteInt}): a sign byte, 0 or 1, then the magnitude, least
 * significant byte first. Reads it from as many feeds as it takes.
 */
final class IntegerField {
  private final int size;
  private int seen;
  private int sign;
  private long magnitude;
  private int value;

  /**
   * @param size of the magnitude in bytes, 4 to 8
   */
  IntegerField(int size) {
    this.size = size;
  }

  /** Reads on; true once {@link #value()} is complete, after which the next integer follows. */
  boolean read(Input in) {
    if (seen == 0 && size == Integer.BYTES && in.remaining() > Integer.BYTES) {
      sign = in.next();
      magnitude = in.peekInt() & 0xffff_ffffL;
      in.skip(Integer.BYTES);
      complete(in);
      return true;
    }
    return readSlowly(in);
  }

  private boolean readSlowly(Input in) {
    while (in.remaining() > 0) {
      int octet = in.next();
      if (seen == 0) {
        sign = octet;
        magnitude = 0;
      } else {
        magnitude |= (long) octet << (Byte.SIZE * (seen - 1));
      }
      if (seen++ == size) {
        seen = 0;
        complete(in);
        return true;
      }
    }
    return false;
  }

  private void complete(Input in) {
    // WriteInt writes -2^31 as the sign and a magnitude of 2^31: the OID 2147483648 passes so.
    long limit = Integer.MAX_VALUE + (long) sign;
    if (sign > 1 || magnitude < 0 || magnitude > limit) {
      throw in.damaged("no integer: sign " + sign + ", magnitude " + magnitude);
    }
    value = (int) (sign == 0 ? magnitude : -magnitude);
  }

  /** The integer that was read last. */
  int value() {
    return value;
  }
}
