package dev.vigie.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/1.1 message as {@link FaultProxy} forwards it: every connection closed after
 * one exchange, no {@code Expect}.
 *
 * @param lines the first line and the headers
 */
record HttpMessage(List<String> lines) {
  private static final int CHUNK = 8_192;

  /** Reads a head; null where the other side closed before one. */
  static @Nullable HttpMessage read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    String line = line(in);
    while (line != null && !line.isEmpty()) {
      lines.add(line);
      line = line(in);
    }
    return lines.isEmpty() ? null : new HttpMessage(List.copyOf(lines));
  }

  private static @Nullable String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /** Answers with an error as S3 words it. */
  static void error(OutputStream out, HttpMessage request, int status, String code)
      throws IOException {
    byte[] body =
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code>"
                + "<Message>scripted</Message></Error>")
            .formatted(code)
            .getBytes(UTF_8);
    answer(out, request, status, body);
  }

  /** Answers with this status and body. */
  static void answer(OutputStream out, HttpMessage request, int status, byte[] body)
      throws IOException {
    String head = "HTTP/1.1 " + status + " Scripted\r\nContent-Length: " + body.length + "\r\n";
    out.write((head + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
    if (!request.named().method().equals("HEAD")) {
      out.write(body);
    }
    out.flush();
  }

  FaultProxy.Request named() {
    String[] first = lines.getFirst().split(" ", 3);
    return new FaultProxy.Request(first[0], first[1]);
  }

  boolean expectsContinue() {
    return header("expect").isPresent();
  }

  void writeHead(OutputStream out) throws IOException {
    for (String line : lines) {
      String name = line.toLowerCase(Locale.ROOT);
      if (!name.startsWith("expect:") && !name.startsWith("connection:")) {
        out.write((line + "\r\n").getBytes(ISO_8859_1));
      }
    }
    out.write("Connection: close\r\n\r\n".getBytes(ISO_8859_1));
  }

  /** A request's body: none without a length. */
  Body body(InputStream in) {
    return new Body(in, header("content-length").map(Long::parseLong).orElse(0L), -1);
  }

  /** An answer's body: until the connection's end where no length is given. */
  Body answerBody(InputStream in, HttpMessage request) {
    String status = lines.getFirst().split(" ", 3)[1];
    boolean none =
        request.named().method().equals("HEAD") || status.equals("204") || status.equals("304");
    return new Body(
        in, none ? 0 : header("content-length").map(Long::parseLong).orElse(Long.MAX_VALUE), -1);
  }

  private Optional<String> header(String name) {
    return lines.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  /**
   * A body on its way.
   *
   * @param length in bytes, or the greatest long: until the connection ends
   * @param corruptAt the byte to change, or -1
   */
  record Body(InputStream in, long length, long corruptAt) {
    Body corruptedAt(long at) {
      return new Body(in, length, at);
    }

    /** Copies at most so many bytes, changing one on the way. */
    void copyTo(OutputStream out, long changing, long limit) throws IOException {
      long change = changing < 0 ? corruptAt : changing;
      long end = Math.min(length, limit);
      byte[] chunk = new byte[CHUNK];
      long done = 0;
      while (done < end) {
        int count = in.read(chunk, 0, (int) Math.min(CHUNK, end - done));
        if (count < 0 && length == Long.MAX_VALUE) {
          return;
        } else if (count < 0) {
          throw new EOFException("the body ended after " + done + " bytes");
        }
        if (change >= done && change < done + count) {
          chunk[(int) (change - done)] ^= 1;
        }
        out.write(chunk, 0, count);
        done += count;
      }
    }
  }
}
