package dev.vigie.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * A program that starts a server, prints its process id and directory, waits for the end of its
 * standard input, and ends without closing the server.
 */
final class ServerProgram {
  private ServerProgram() {}

  public static void main(String[] arguments) throws IOException {
    ThrowawayPostgres server = ThrowawayPostgres.start();
    PrintStream out = new PrintStream(System.out, true, Charset.defaultCharset());
    out.println(server.pid());
    out.println(server.socketDirectory());
    if (System.in.read() >= 0) {
      throw new IOException("standard input should have been empty");
    }
    if (arguments[0].equals("keep")) {
      server.keep();
    }
  }
}
