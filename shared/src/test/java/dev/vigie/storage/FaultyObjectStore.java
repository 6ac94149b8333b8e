package dev.vigie.storage;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bucket whose calls fail as a test wants: at the n-th call, before it was done or after; parts;
 * and reads that break. Thread-safe as far as the calls are.
 */
public final class FaultyObjectStore implements ObjectStore {
  private final ObjectStore store;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile int crashAt = Integer.MAX_VALUE;
  private volatile boolean crashAfter;
  private volatile int failingPart;
  private volatile boolean failingPuts;
  private volatile int breakAt = -1;
  private volatile boolean breakAgain;

  /** A store that fails in front of another one. */
  public FaultyObjectStore(ObjectStore store) {
    this.store = store;
  }

  /** The process that uses this store dies at its n-th call from now, counted from 0. */
  public void crashAt(int call, boolean afterItWasDone) {
    calls.set(0);
    crashAt = call;
    crashAfter = afterItWasDone;
  }

  /** What a process throws that dies; no code of ours catches it. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The part of this number fails. */
  public void failParts(int number) {
    failingPart = number;
  }

  /** Every object that is put in one piece fails. */
  public void failPuts() {
    failingPuts = true;
  }

  /** The next read breaks after so many bytes; those after it do not. */
  public void breakReadsAfter(int bytes) {
    breakAt = bytes;
    breakAgain = false;
  }

  /** Every read breaks after so many bytes. */
  public void breakEveryReadAfter(int bytes) {
    breakAt = bytes;
    breakAgain = true;
    reads.set(0);
  }

  /** How many objects were opened. */
  public int reads() {
    return reads.get();
  }

  @FunctionalInterface
  private interface Call<T> {
    T run();
  }

  private <T> T guarded(Call<T> call) {
    int number = calls.getAndIncrement();
    if (number > crashAt || (number == crashAt && !crashAfter)) {
      throw new Crash();
    }
    T done = call.run();
    if (number == crashAt) {
      throw new Crash();
    }
    return done;
  }

  @Override
  public String bucket() {
    return store.bucket();
  }

  @Override
  public StoredObject put(
      String key, byte[] body, Map<String, String> tags, WriteCondition condition) {
    if (failingPuts) {
      throw new VigieException(ErrorCode.STORAGE_UNAVAILABLE, "a test's failure");
    }
    return guarded(() -> store.put(key, body, tags, condition));
  }

  @Override
  public MultipartUpload startUpload(String key, Map<String, String> tags) {
    return new FaultyUpload(store.startUpload(key, tags));
  }

  @Override
  public Optional<StoredObject> head(String key) {
    return guarded(() -> store.head(key));
  }

  @Override
  public ObjectBody get(String key) {
    return guarded(() -> store.get(key));
  }

  @Override
  public ObjectBody get(String key, ByteRange range) {
    reads.incrementAndGet();
    ObjectBody body = store.get(key, range);
    int at = breakAt;
    if (at < 0) {
      return body;
    }
    if (!breakAgain) {
      breakAt = -1;
    }
    return new ObjectBody(body.object(), new BreakingStream(body.stream(), at));
  }

  @Override
  public List<StoredObject> list(String prefix, String after, int limit) {
    return guarded(() -> store.list(prefix, after, limit));
  }

  @Override
  public List<String> listFolders(String prefix) {
    return guarded(() -> store.listFolders(prefix));
  }

  @Override
  public Map<String, String> tags(String key) {
    return store.tags(key);
  }

  @Override
  public void tag(String key, Map<String, String> tags) {
    guarded(
        () -> {
          store.tag(key, tags);
          return true;
        });
  }

  @Override
  public boolean hold(String key) {
    return guarded(() -> store.hold(key));
  }

  @Override
  public boolean release(String key) {
    return guarded(() -> store.release(key));
  }

  @Override
  public boolean isHeld(String key) {
    return guarded(() -> store.isHeld(key));
  }

  @Override
  public List<String> openUploads(String prefix) {
    return store.openUploads(prefix);
  }

  @Override
  public void close() {
    store.close();
  }

  private final class FaultyUpload implements MultipartUpload {
    private final MultipartUpload upload;

    FaultyUpload(MultipartUpload upload) {
      this.upload = upload;
    }

    @Override
    public String key() {
      return upload.key();
    }

    @Override
    public Part uploadPart(int number, ByteBuffer body) {
      if (number == failingPart) {
        throw new VigieException(ErrorCode.STORAGE_UNAVAILABLE, "part " + number + " failed");
      }
      return upload.uploadPart(number, body);
    }

    @Override
    public StoredObject complete(List<Part> parts, WriteCondition condition) {
      return upload.complete(parts, condition);
    }

    @Override
    public void close() {
      upload.close();
    }
  }

  private static final class BreakingStream extends FilterInputStream {
    private int left;

    BreakingStream(InputStream in, int left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      throw new IOException("not read byte by byte");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        throw new IOException("Connection reset");
      }
      int read = super.read(buffer, offset, Math.min(length, left));
      left -= Math.max(read, 0);
      return read;
    }
  }
}
