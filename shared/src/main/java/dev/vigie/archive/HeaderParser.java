package dev.vigie.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads an archive's header, in the order of {@code WriteHead}. */
final class HeaderParser {
  private static final byte[] MAGIC = "PGDMP".getBytes(US_ASCII);
  private static final int MAJOR = 5;
  private static final int MINOR = 6;
  private static final int REVISION = 7;
  private static final int INTEGER_SIZE = 8;
  private static final int OFFSET_SIZE = 9;
  private static final int FORMAT = 10;
  private static final int ALGORITHM = 11;

  /** {@code archCustom} of pg_backup.h. */
  private static final int CUSTOM_FORMAT = 1;

  private static final int OLDEST_MINOR = 12;
  private static final int NEWEST_MINOR = 16;

  /** Since then a byte names the algorithm; before, an integer was the level of gzip. */
  private static final int ALGORITHM_SINCE = 15;

  /** Seconds, minutes, hours, day, month, year, daylight saving: C's struct tm. */
  private static final int TIME_FIELDS = 7;

  private static final int TEXTS = 3;

  private final int[] octets = new int[ALGORITHM + 1];
  private int octetCount;
  private final List<Integer> integers = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private @Nullable IntegerField integer;
  private @Nullable TextField text;

  /** Reads on; the header once it is complete, null while it is not. */
  @Nullable Header read(Input in) {
    while (octetCount <= FORMAT || (octetCount == ALGORITHM && namesAlgorithm())) {
      if (in.remaining() == 0) {
        return null;
      }
      octets[octetCount] = in.next();
      check(octetCount++, in);
    }
    return readIntegers(in) && readTexts(in) ? header(in) : null;
  }

  private boolean namesAlgorithm() {
    return octets[MINOR] >= ALGORITHM_SINCE;
  }

  private void check(int index, Input in) {
    int octet = octets[index];
    if (index < MAGIC.length && octet != MAGIC[index]) {
      throw in.damaged("it does not begin with PGDMP");
    }
    if (index == MINOR && (octets[MAJOR] != 1 || octet < OLDEST_MINOR || octet > NEWEST_MINOR)) {
      throw unsupported("format version " + octets[MAJOR] + "." + octet);
    }
    if ((index == INTEGER_SIZE || index == OFFSET_SIZE) && octet != 4 && octet != 8) {
      throw unsupported("integers or offsets of " + octet + " bytes");
    }
    if (index == FORMAT && octet != CUSTOM_FORMAT) {
      throw unsupported("format " + octet + ", not pg_dump's custom format");
    }
    if (index == ALGORITHM && Compression.numbered(octet).isEmpty()) {
      throw unsupported("compression algorithm " + octet);
    }
  }

  static VigieException unsupported(String what) {
    return new VigieException(
        ErrorCode.ARCHIVE_UNSUPPORTED, "archive of a kind that Vigie cannot read: " + what);
  }

  private boolean readIntegers(Input in) {
    if (integer == null) {
      integer = new IntegerField(octets[INTEGER_SIZE]);
    }
    int wanted = namesAlgorithm() ? TIME_FIELDS : TIME_FIELDS + 1;
    while (integers.size() < wanted) {
      if (!integer.read(in)) {
        return false;
      }
      integers.add(integer.value());
    }
    return true;
  }

  private boolean readTexts(Input in) {
    if (text == null) {
      text = new TextField(octets[INTEGER_SIZE]);
    }
    while (texts.size() < TEXTS) {
      if (!text.read(in)) {
        return false;
      }
      texts.add(Objects.requireNonNullElse(text.value(), ""));
    }
    return true;
  }

  private Header header(Input in) {
    return new Header(
        octets[MINOR],
        octets[REVISION],
        octets[INTEGER_SIZE],
        octets[OFFSET_SIZE],
        compression(),
        created(in),
        texts.get(0),
        texts.get(1),
        texts.get(2));
  }

  private Compression compression() {
    if (namesAlgorithm()) {
      return Compression.numbered(octets[ALGORITHM]).orElseThrow();
    }
    return integers.getFirst() == 0 ? Compression.NONE : Compression.GZIP;
  }

  private LocalDateTime created(Input in) {
    List<Integer> time = integers.subList(integers.size() - TIME_FIELDS, integers.size());
    try {
      // A leap second is 60 in C and does not exist in java.time.
      return LocalDateTime.of(
          Math.addExact(1900, time.get(5)),
          Math.addExact(1, time.get(4)),
          time.get(3),
          time.get(2),
          time.get(1),
          time.get(0) == 60 ? 59 : time.get(0));
    } catch (DateTimeException | ArithmeticException e) {
      throw in.damaged("no time of creation: " + time);
    }
  }
}
