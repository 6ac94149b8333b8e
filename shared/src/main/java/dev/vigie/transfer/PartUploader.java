package dev.vigie.transfer;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.MultipartUpload;
import dev.vigie.storage.MultipartUpload.Part;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import dev.vigie.transfer.PartBuffers.Buffer;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Future.State;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into parts and sends them, a few at a time where there is memory for them, while
 * the next one fills. The SHA-256 of the whole stream is taken in passing.
 *
 * <p>Not thread-safe. Closing without {@link #complete} aborts the upload.
 */
final class PartUploader implements AutoCloseable {
  /**
   * Parts under way at once. Two keep a connection busy while the other waits for its answer; more
   * would only cost memory where the producer is slower than the network, as pg_dump is.
   */
  private static final int IN_FLIGHT = 2;

  private final MultipartUpload upload;
  private final PartBuffers buffers;
  private final int maxParts;
  private final MessageDigest sha256 = newSha256();
  private final ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Sending> inFlight = new ArrayDeque<>();
  private final List<Part> parts = new ArrayList<>();
  private Buffer own;
  private @Nullable Buffer filling;
  private int number = 1;
  private long bytes;
  private long sent;
  private boolean closed;

  private PartUploader(MultipartUpload upload, PartBuffers buffers, int maxParts, Buffer own) {
    this.upload = upload;
    this.buffers = buffers;
    this.maxParts = maxParts;
    this.own = own;
  }

  /** Begins an upload, once there is memory for it. */
  static PartUploader begin(
      ObjectStore store, String key, Map<String, String> tags, PartBuffers buffers) {
    Buffer own = buffers.begin();
    try {
      MultipartUpload upload = Uninterrupted.call(() -> store.startUpload(key, tags));
      return new PartUploader(upload, buffers, MultipartUpload.MAX_PARTS, own);
    } catch (RuntimeException e) {
      buffers.end(own);
      throw e;
    }
  }

  /** With a bound of its own, so that a test need not send 50 GB to reach it. */
  static PartUploader of(MultipartUpload upload, PartBuffers buffers, int maxParts) {
    return new PartUploader(upload, buffers, maxParts, buffers.begin());
  }

  /** A part on its way, and the memory that is free again once it arrived. */
  private record Sending(Future<Part> part, Buffer buffer) {}

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
    requireNoneFailed();
    sha256.update(source, offset, length);
    bytes += length;
    int from = offset;
    int left = length;
    while (left > 0) {
      Buffer part = filling == null ? nextBuffer() : filling;
      filling = part;
      int room = Math.min(left, part.bytes().remaining());
      part.bytes().put(source, from, room);
      if (!part.bytes().hasRemaining()) {
        send(part);
      }
      from += room;
      left -= room;
    }
  }

  /** How many bytes were written. */
  long bytes() {
    return bytes;
  }

  /** The SHA-256 of what was written so far, in hexadecimal. */
  String sha256() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) sha256.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's own SHA-256 can be cloned", e);
    }
  }

  /**
   * Sends what is left and makes the object visible, unless there is one of this key.
   *
   * @return the object, and the SHA-256 of its bytes in hexadecimal
   */
  Completed complete() {
    if (filling != null) {
      send(filling);
    } else if (number == 1) {
      send(nextBuffer()); // S3 takes no upload without a part, but an empty one
    }
    awaitAll();
    StoredObject object = upload.complete(parts, WriteCondition.IF_ABSENT);
    return new Completed(object, sha256());
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
    try {
      inFlight.forEach(sending -> sending.part().cancel(true));
      sender.close();
      interrupted |= Thread.interrupted();
    } finally {
      abort(interrupted);
    }
  }

  private void abort(boolean interrupted) {
    try {
      Uninterrupted.run(upload::close);
    } finally {
      free();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void free() {
    inFlight.stream().map(Sending::buffer).forEach(this::giveBack);
    inFlight.clear();
    if (filling != null) {
      giveBack(filling);
      filling = null;
    }
    buffers.end(own);
  }

  /** The upload's own buffer stays its own until the end. */
  private void giveBack(Buffer buffer) {
    if (buffer != own) {
      buffers.giveBack(buffer);
    }
  }

  private void send(Buffer buffer) {
    filling = null;
    sent += buffer.bytes().flip().remaining();
    int partNumber = number;
    inFlight.add(
        new Sending(sender.submit(() -> upload.uploadPart(partNumber, buffer.bytes())), buffer));
    number++;
  }

  /** Memory for the next part: of one's own where nothing else can be had. */
  private Buffer nextBuffer() {
    if (number > maxParts) {
      throw new VigieException(
          ErrorCode.ARCHIVE_TOO_LARGE,
          "%s is larger than the %,d bytes that %,d parts hold"
              .formatted(upload.key(), sent, maxParts));
    }
    int wanted = buffers.plan().sizeOf(number);
    while (!inFlight.isEmpty() && (inFlight.size() >= IN_FLIGHT || isOldestDone())) {
      awaitOldest();
    }
    if (wanted > own.size()) {
      awaitAll();
      own = buffers.grow(own, wanted).orElse(own);
    }
    if (inFlight.stream().noneMatch(sending -> sending.buffer() == own)) {
      own.bytes().clear();
      return own;
    }
    return buffers.borrow(own.size()).orElseGet(this::awaitOwn);
  }

  private Buffer awaitOwn() {
    awaitAll();
    own.bytes().clear();
    return own;
  }

  private boolean isOldestDone() {
    return inFlight.element().part().isDone();
  }

  private void awaitAll() {
    while (!inFlight.isEmpty()) {
      awaitOldest();
    }
  }

  private void awaitOldest() {
    Sending oldest = inFlight.element();
    try {
      parts.add(oldest.part().get());
      giveBack(inFlight.remove().buffer());
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(
          ErrorCode.INTERRUPTED, "interrupted while uploading " + upload.key(), e);
    }
  }

  /** A later part may fail while an earlier one is under way still. */
  private void requireNoneFailed() {
    for (Sending sending : inFlight) {
      if (sending.part().state() == State.FAILED) {
        throw failed(sending.part().exceptionNow());
      }
    }
  }

  private VigieException failed(Throwable cause) {
    return cause instanceof VigieException failure
        ? failure
        : new VigieException(ErrorCode.INTERNAL, "a part of " + upload.key() + " failed", cause);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
