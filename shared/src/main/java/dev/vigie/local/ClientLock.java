package dev.vigie.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One start of Lambda's runtime interface client at a time, on the whole machine. The client
 * unpacks its native library over one fixed file of the temporary directory; a second one that
 * starts meanwhile writes over what the first has mapped, and the first ends with SIGBUS.
 */
final class ClientLock implements AutoCloseable {
  private static final Path FILE =
      Path.of(System.getProperty("java.io.tmpdir"), "vigie-lambda-client.lock");

  /** A file's lock is a process's; this one is for its threads. */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final FileChannel channel;

  private ClientLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits until nobody else starts one. The kernel gives the lock up if this process dies. */
  static ClientLock take() throws IOException, InterruptedException {
    IN_PROCESS.lockInterruptibly();
    try {
      FileChannel channel =
          FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      return new ClientLock(channel);
    } catch (IOException e) {
      IN_PROCESS.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      IN_PROCESS.unlock();
    }
  }
}
