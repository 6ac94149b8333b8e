package dev.vigie.transfer;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.MultipartUpload;
import dev.vigie.storage.MultipartUpload.Part;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Future.State;

/**
 * Cuts a stream into parts and sends them, a few at a time, while the next one fills. Memory is
 * {@code (IN_FLIGHT + 1)} parts and at most {@code BUFFER_BYTES}, or two parts where these are
 * larger still; it is outside of the Java heap, and free again when the uploader is closed. The
 * SHA-256 of the whole stream is taken in passing.
 *
 * <p>Not thread-safe. Closing without {@link #complete} aborts the upload.
 */
final class PartUploader implements AutoCloseable {
  /**
   * Parts under way at once. Two keep a connection busy while the other waits for its answer; more
   * would only cost memory where the producer is slower than the network, as pg_dump is.
   */
  private static final int IN_FLIGHT = 2;

  /**
   * Two parts of the largest size of {@link PartSizePlan#STANDARD}. The parts must not push the
   * process over the 256 MiB that it may have.
   */
  private static final long BUFFER_BYTES = 64 * 1024 * 1024;

  private final MultipartUpload upload;
  private final PartSizePlan plan;
  private final int maxParts;
  private final MessageDigest sha256 = sha256();
  private final ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Sending> inFlight = new ArrayDeque<>();
  private final Deque<Buffer> spare = new ArrayDeque<>();
  private final List<Part> parts = new ArrayList<>();
  private Buffer filling;
  private int number = 1;
  private long bytes;
  private boolean closed;

  PartUploader(MultipartUpload upload, PartSizePlan plan) {
    this(upload, plan, MultipartUpload.MAX_PARTS);
  }

  /** With a bound of its own, so that a test need not send 50 GB to reach it. */
  PartUploader(MultipartUpload upload, PartSizePlan plan, int maxParts) {
    this.upload = upload;
    this.plan = plan;
    this.maxParts = maxParts;
    this.filling = Buffer.of(plan.sizeOf(1));
  }

  /** A part on its way, and the buffer that is free again once it arrived. */
  private record Sending(Future<Part> part, Buffer buffer) {}

  /** The memory of one part, which {@link #free} gives back at once. */
  private record Buffer(Arena arena, ByteBuffer bytes) {
    @SuppressWarnings("MustBeClosedChecker") // free() closes it
    static Buffer of(int size) {
      Arena arena = Arena.ofShared(); // the part is sent by another thread
      return new Buffer(arena, arena.allocate(size).asByteBuffer());
    }

    int size() {
      return bytes.capacity();
    }

    /** May be called again: what was being filled may be under way as well. */
    void free() {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }

  /**
   * The stream to write into. Closing it says that nothing more comes, and neither completes nor
   * aborts: that is for {@link #complete} and {@link #close}.
   */
  OutputStream sink() {
    return new OutputStream() {
      @Override
      public void write(int b) {
        PartUploader.this.write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] source, int offset, int length) {
        PartUploader.this.write(source, offset, length);
      }
    };
  }

  private void write(byte[] source, int offset, int length) {
    if (closed) {
      return; // zstd's last words on an upload that was given up
    }
    if (inFlight.stream().anyMatch(sending -> sending.part().state() == State.FAILED)) {
      inFlight.removeIf(sending -> sending.part().state() != State.FAILED);
      awaitOldest();
    }
    sha256.update(source, offset, length);
    bytes += length;
    int from = offset;
    int left = length;
    while (left > 0) {
      if (!filling.bytes().hasRemaining()) {
        send();
        nextBuffer();
      }
      int room = Math.min(left, filling.bytes().remaining());
      filling.bytes().put(source, from, room);
      from += room;
      left -= room;
    }
  }

  /** How many bytes were written. */
  long bytes() {
    return bytes;
  }

  /**
   * Sends what is left and makes the object visible, unless there is one of this key.
   *
   * @return the object, and the SHA-256 of its bytes in hexadecimal
   */
  Completed complete() {
    send();
    while (!inFlight.isEmpty()) {
      awaitOldest();
    }
    StoredObject object = upload.complete(parts, WriteCondition.IF_ABSENT);
    return new Completed(object, HexFormat.of().formatHex(sha256.digest()));
  }

  record Completed(StoredObject object, String sha256) {}

  /**
   * Ends the parts under way, then closes the upload, which aborts it if it is not complete. An
   * interrupt is put aside meanwhile: it must not keep the abort from being sent.
   */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = Thread.interrupted();
    try (upload) {
      inFlight.forEach(sending -> sending.part().cancel(true));
      sender.close();
      interrupted |= Thread.interrupted();
    } finally {
      free();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void free() {
    filling.free();
    spare.forEach(Buffer::free);
    inFlight.forEach(sending -> sending.buffer().free());
  }

  private void send() {
    Buffer buffer = filling;
    buffer.bytes().flip();
    int partNumber = number;
    inFlight.add(
        new Sending(sender.submit(() -> upload.uploadPart(partNumber, buffer.bytes())), buffer));
    number++;
  }

  private void nextBuffer() {
    if (number > maxParts) {
      throw new VigieException(
          ErrorCode.ARCHIVE_TOO_LARGE,
          "%s is larger than the %,d bytes that %,d parts hold"
              .formatted(upload.key(), plan.capacity(maxParts), maxParts));
    }
    int size = plan.sizeOf(number);
    while (!inFlight.isEmpty() && (isFull(size) || inFlight.element().part().isDone())) {
      awaitOldest();
    }
    while (!spare.isEmpty() && spare.element().size() != size) {
      spare.remove().free();
    }
    filling = spare.isEmpty() ? Buffer.of(size) : spare.remove();
  }

  private boolean isFull(int nextSize) {
    long bytesInFlight = inFlight.stream().mapToLong(sending -> sending.buffer().size()).sum();
    return inFlight.size() >= IN_FLIGHT || bytesInFlight + nextSize > BUFFER_BYTES;
  }

  private void awaitOldest() {
    Sending oldest = inFlight.element();
    try {
      parts.add(oldest.part().get());
      oldest.buffer().bytes().clear();
      spare.add(inFlight.remove().buffer());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VigieException failure) {
        throw failure;
      }
      throw new VigieException(ErrorCode.INTERNAL, "a part of " + upload.key() + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(
          ErrorCode.INTERRUPTED, "interrupted while uploading " + upload.key(), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
