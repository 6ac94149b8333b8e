package dev.vigie.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * A line of the network: forwards every connection to a port of the loopback and knows nothing of
 * what passes, until something is done to it. Thread-safe.
 */
public final class TcpLine implements AutoCloseable {
  private static final int CHUNK = 16_384;

  /** Shorter messages are questions and answers, longer ones carry rows. */
  private static final int LONG = 4_096;

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final IntSupplier port;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean changing = new AtomicBoolean();
  private volatile boolean silent;
  private volatile boolean refusing;
  private volatile long bytesPerSecond = Long.MAX_VALUE;

  /** A line to the port, which is asked for anew with each connection. */
  public TcpLine(IntSupplier port) throws IOException {
    this.port = port;
    this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it begins. */
  public int port() {
    return server.getLocalPort();
  }

  /** Cuts every connection; new ones are taken. */
  public void cut() {
    for (Socket socket : open) {
      closeQuietly(socket);
    }
  }

  /** Cuts every connection, and each new one at once. */
  public void goAway() {
    refusing = true;
    cut();
  }

  /** Passes nothing on in either direction and tells nobody, as where a router has died. */
  public void fallSilent() {
    silent = true;
  }

  /** Passes on so many bytes a second, of each connection and direction. */
  public void slowTo(long rate) {
    bytesPerSecond = rate;
  }

  /** Changes a bit of the next long message. */
  public void changeABit() {
    changing.set(true);
  }

  /** Is a line again. */
  public void heal() {
    silent = false;
    refusing = false;
    changing.set(false);
    bytesPerSecond = Long.MAX_VALUE;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = server.accept();
        if (refusing) {
          near.close();
        } else {
          Thread.ofVirtual().start(() -> connect(near));
        }
      }
    } catch (IOException e) {
      // The server socket was closed: the line ends.
      return;
    }
  }

  private void connect(Socket near) {
    open.add(near);
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), port.getAsInt());
      open.add(far);
      Thread.ofVirtual().start(() -> pass(near, far));
      pass(far, near);
    } catch (IOException e) {
      closeQuietly(near);
    }
  }

  /** A side that has said all it has to say may still listen. */
  private void pass(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        disturb(chunk, read);
        out.write(chunk, 0, read);
      }
      from.shutdownInput();
      to.shutdownOutput();
    } catch (IOException e) {
      closeQuietly(from);
      closeQuietly(to);
    } finally {
      forgetEnded(from);
      forgetEnded(to);
    }
  }

  private void disturb(byte[] chunk, int read) {
    while (silent && !server.isClosed()) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    if (bytesPerSecond < Long.MAX_VALUE) {
      LockSupport.parkNanos(read * Duration.ofSeconds(1).toNanos() / bytesPerSecond);
    }
    if (read > LONG && changing.compareAndSet(true, false)) {
      chunk[read / 2] ^= 1;
    }
  }

  private void forgetEnded(Socket socket) {
    if (socket.isClosed() || (socket.isInputShutdown() && socket.isOutputShutdown())) {
      closeQuietly(socket);
    }
  }

  private void closeQuietly(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the line and every connection. */
  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
