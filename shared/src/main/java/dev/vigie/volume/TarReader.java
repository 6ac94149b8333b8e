package dev.vigie.volume;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a tar archive in passing: counts what is in it, and refuses what would lead out of the
 * directory that it is unpacked into, before whoever unpacks it has seen that entry. Is fed in
 * pieces of any size, and keeps none. Not thread-safe.
 *
 * <p>It takes what {@code tar --format=gnu} writes of files, directories and links, and nothing
 * else: the fewer forms there are, the less another reader can take differently (GNU tar manual,
 * "Basic Tar Format").
 */
public final class TarReader {
  private static final int BLOCK = 512;

  /** Linux's own bound of a path is 4,096 bytes. */
  private static final int LONGEST_NAME = 8 * 1024;

  /** They are kept until the end, each with its name. */
  private static final int MOST_LINKS = 100_000;

  /** Magic and version of the form, which has other fields behind the names than POSIX's. */
  private static final String GNU = "ustar  \0";

  private static final char LONG_NAME = 'L';
  private static final char LONG_LINK = 'K';

  private final byte[] header = new byte[BLOCK];
  private final ByteArrayOutputStream longText = new ByteArrayOutputStream();
  private final Set<String> symbolicLinks = new HashSet<>();
  private int headerBytes;
  private long contentLeft;
  private long paddingLeft;
  private char textFor;
  private String longName = "";
  private String longLink = "";
  private int emptyBlocks;
  private long files;
  private long bytes;

  /**
   * What was in it.
   *
   * @param files regular files, and further names of them
   * @param bytes of the files' contents
   */
  public record Contents(long files, long bytes) {}

  /**
   * Reads the next bytes. The buffer is the caller's again afterwards.
   *
   * @throws VigieException {@code ARCHIVE_DAMAGED} if this is no tar archive, or one that leads out
   *     of its directory; {@code ARCHIVE_UNSUPPORTED} for an entry that is neither a file, nor a
   *     directory, nor a link
   */
  public void feed(byte[] buffer, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (contentLeft > 0) {
        int count = (int) Math.min(contentLeft, end - at);
        if (textFor != 0) {
          longText.write(buffer, at, count);
        }
        contentLeft -= count;
        at += count;
        endOfText();
      } else if (paddingLeft > 0) {
        int count = (int) Math.min(paddingLeft, end - at);
        paddingLeft -= count;
        at += count;
      } else {
        int count = Math.min(BLOCK - headerBytes, end - at);
        System.arraycopy(buffer, at, header, headerBytes, count);
        headerBytes += count;
        at += count;
        if (headerBytes == BLOCK) {
          headerBytes = 0;
          block();
        }
      }
    }
  }

  /**
   * What was in the archive, now that it is all read.
   *
   * @throws VigieException {@code ARCHIVE_DAMAGED} if its end is missing
   */
  public Contents finish() {
    if (emptyBlocks < 2 || headerBytes > 0) {
      throw damaged("the archive ends before its end");
    }
    return new Contents(files, bytes);
  }

  private void block() {
    if (isEmpty()) {
      emptyBlocks++;
      return;
    }
    if (emptyBlocks > 0) {
      throw damaged("something stands behind its end");
    }
    checkSum();
    if (!text(257, 8).equals(GNU)) {
      throw unsupported("it is not of GNU's format");
    }
    contentLeft = number(124, 12);
    paddingLeft = (BLOCK - contentLeft % BLOCK) % BLOCK;
    char type = (char) header[156];
    if (type == LONG_NAME || type == LONG_LINK) {
      if (contentLeft > LONGEST_NAME) {
        throw damaged("a name has " + contentLeft + " bytes");
      }
      textFor = type;
      longText.reset();
      endOfText();
    } else {
      entry(type, longName.isEmpty() ? terminated(text(0, 100)) : longName);
      longName = "";
      longLink = "";
    }
  }

  private void endOfText() {
    if (contentLeft == 0 && textFor != 0) {
      String text = terminated(longText.toString(ISO_8859_1));
      if (textFor == LONG_NAME) {
        longName = text;
      } else {
        longLink = text;
      }
      textFor = 0;
    }
  }

  private void entry(char type, String name) {
    checkInside(name);
    switch (type) {
      case '0', '\0' -> {
        files++;
        bytes += contentLeft;
      }
      case '1' -> {
        files++;
        checkInside(longLink.isEmpty() ? terminated(text(157, 100)) : longLink);
      }
      case '2' -> {
        if (symbolicLinks.size() == MOST_LINKS) {
          throw unsupported("it has more than " + MOST_LINKS + " symbolic links");
        }
        symbolicLinks.add(plain(name));
      }
      case '5' -> {}
      default -> throw unsupported("%s is of the type '%s'".formatted(shown(name), shown(type)));
    }
    if (type != '0' && type != '\0' && contentLeft > 0) {
      throw damaged(shown(name) + " is no file and has a content");
    }
  }

  /** Neither by its own words nor through a link that the archive made before. */
  private void checkInside(String name) {
    String path = plain(name);
    if (name.isEmpty() || name.startsWith("/") || name.indexOf('\0') >= 0) {
      throw damaged(shown(name) + " is no path inside of its directory");
    }
    for (String segment : name.split("/", -1)) {
      if (segment.equals("..")) {
        throw damaged(shown(name) + " leads out of its directory");
      }
    }
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      if (symbolicLinks.contains(path.substring(0, end))) {
        throw damaged(shown(name) + " leads through a symbolic link");
      }
    }
    if (symbolicLinks.contains(path)) {
      throw damaged(shown(name) + " is there twice, and once as a symbolic link");
    }
  }

  /** Without the segments that mean nothing: {@code ./a//b/} is {@code a/b}. */
  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
    for (String segment : name.split("/", -1)) {
      if (!segment.isEmpty() && !segment.equals(".")) {
        plain.append(plain.isEmpty() ? "" : "/").append(segment);
      }
    }
    return plain.toString();
  }

  /** The sum of the block's bytes, those of the sum itself counted as spaces. */
  private void checkSum() {
    long sum = 8 * ' ';
    for (int at = 0; at < BLOCK; at++) {
      sum += at >= 148 && at < 156 ? 0 : header[at] & 0xff;
    }
    if (sum != number(148, 8)) {
      throw damaged("a header has another checksum than it says");
    }
  }

  /** In octal digits, or in base 256 where the first bit is set. */
  private long number(int offset, int length) {
    if ((header[offset] & 0x80) != 0) {
      long value = header[offset] & 0x7f;
      for (int at = offset + 1; at < offset + length; at++) {
        if (value > Long.MAX_VALUE >> 9) {
          throw damaged("a number is too large");
        }
        value = (value << 8) | (header[at] & 0xff);
      }
      return value;
    }
    String digits = terminated(text(offset, length)).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw damaged("a header has no number where one must be");
    }
    return Long.parseLong(digits, 8);
  }

  private String text(int offset, int length) {
    return new String(header, offset, length, ISO_8859_1);
  }

  private static String terminated(String text) {
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }

  private boolean isEmpty() {
    for (byte each : header) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static String shown(Object text) {
    String shown = text.toString().replaceAll("[^ -~]", "?");
    return shown.length() <= 200 ? shown : shown.substring(0, 200) + "…";
  }

  private static VigieException damaged(String what) {
    return new VigieException(ErrorCode.ARCHIVE_DAMAGED, "the tar archive is damaged: " + what);
  }

  private static VigieException unsupported(String what) {
    return new VigieException(
        ErrorCode.ARCHIVE_UNSUPPORTED,
        "the tar archive cannot be taken: " + what,
        "A volume may hold files, directories and links; remove anything else from it.",
        null);
  }
}
