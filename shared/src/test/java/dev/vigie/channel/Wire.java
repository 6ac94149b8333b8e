package dev.vigie.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The way to a server on this machine, which hears what a listener on the network would hear. */
final class Wire implements AutoCloseable {
  private final ServerSocket ear;
  private final int server;
  private final List<ByteArrayOutputStream> sent = new CopyOnWriteArrayList<>();

  /** Leads to the port. */
  Wire(int server) {
    this.server = server;
    try {
      this.ear = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::lead);
  }

  /** Where it begins. */
  int port() {
    return ear.getLocalPort();
  }

  /** What clients sent, of each connection, a byte as a character. */
  List<String> sent() {
    return sent.stream().map(each -> each.toString(ISO_8859_1)).toList();
  }

  private void lead() {
    while (!ear.isClosed()) {
      try {
        Socket client = ear.accept();
        Socket onward = new Socket(InetAddress.getLoopbackAddress(), server);
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        sent.add(heard);
        Thread.ofVirtual().start(() -> carry(client, onward, heard));
        Thread.ofVirtual().start(() -> carry(onward, client, OutputStream.nullOutputStream()));
      } catch (IOException _) {
        return; // closed, with the test
      }
    }
  }

  /** Until either end closes, which closes the other. */
  private static void carry(Socket from, Socket to, OutputStream heard) {
    try (from;
        to) {
      InputStream bytes = from.getInputStream();
      OutputStream onward = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int length = bytes.read(buffer); length > 0; length = bytes.read(buffer)) {
        heard.write(buffer, 0, length);
        onward.write(buffer, 0, length);
      }
    } catch (IOException _) {
      // An end broke: it is the ends that are tested.
    }
  }

  @Override
  public void close() {
    try {
      ear.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
