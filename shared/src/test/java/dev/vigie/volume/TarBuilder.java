package dev.vigie.volume;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Makes tar archives in GNU's format entry by entry, also such as no tar would make. */
public final class TarBuilder {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A regular file. */
  public TarBuilder file(String name, String content) {
    return entry('0', name, "", content);
  }

  /**
   * Any entry.
   *
   * @param type as the format has it
   * @param link what a link leads to
   */
  public TarBuilder entry(char type, String name, String link, String content) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(content.length()));
    put(header, 156, String.valueOf(type));
    put(header, 157, link);
    put(header, 257, "ustar  \0");
    put(header, 148, "        ");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    bytes.writeBytes(header);
    bytes.writeBytes(content.getBytes(ISO_8859_1));
    bytes.writeBytes(new byte[(512 - content.length() % 512) % 512]);
    return this;
  }

  /** A name that is longer than a header's field. */
  public TarBuilder longName(String name) {
    return entry('L', "././@LongLink", "", name + "\0");
  }

  /** The archive as far as it goes. */
  public byte[] unended() {
    return bytes.toByteArray();
  }

  /** The archive with its end. */
  public byte[] build() {
    bytes.writeBytes(new byte[1024]);
    return bytes.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] field = text.getBytes(ISO_8859_1);
    System.arraycopy(field, 0, header, at, field.length);
  }
}
