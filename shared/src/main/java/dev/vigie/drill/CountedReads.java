package dev.vigie.drill;

import dev.vigie.storage.ByteRange;
import dev.vigie.storage.MultipartUpload;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** A bucket whose reading is counted; what is read twice counts twice. Thread-safe. */
final class CountedReads implements ObjectStore {
  private final ObjectStore store;
  private final LongAdder bytes = new LongAdder();

  CountedReads(ObjectStore store) {
    this.store = store;
  }

  /** Bytes of objects' contents that were read. */
  long bytes() {
    return bytes.sum();
  }

  @Override
  public ObjectBody get(String key) {
    return counted(store.get(key));
  }

  @Override
  public ObjectBody get(String key, ByteRange range) {
    return counted(store.get(key, range));
  }

  private ObjectBody counted(ObjectBody body) {
    return new ObjectBody(body.object(), new Counting(body.stream()));
  }

  private final class Counting extends FilterInputStream {
    private Counting(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      if (read >= 0) {
        bytes.increment();
      }
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        bytes.add(read);
      }
      return read;
    }
  }

  @Override
  public String bucket() {
    return store.bucket();
  }

  @Override
  public StoredObject put(
      String key, byte[] body, Map<String, String> tags, WriteCondition condition) {
    return store.put(key, body, tags, condition);
  }

  @Override
  public MultipartUpload startUpload(String key, Map<String, String> tags) {
    return store.startUpload(key, tags);
  }

  @Override
  public Optional<StoredObject> head(String key) {
    return store.head(key);
  }

  @Override
  public List<StoredObject> list(String prefix, String after, int limit) {
    return store.list(prefix, after, limit);
  }

  @Override
  public List<String> listFolders(String prefix) {
    return store.listFolders(prefix);
  }

  @Override
  public Map<String, String> tags(String key) {
    return store.tags(key);
  }

  @Override
  public void tag(String key, Map<String, String> tags) {
    store.tag(key, tags);
  }

  @Override
  public boolean hold(String key) {
    return store.hold(key);
  }

  @Override
  public boolean release(String key) {
    return store.release(key);
  }

  @Override
  public boolean isHeld(String key) {
    return store.isHeld(key);
  }

  @Override
  public List<String> openUploads(String prefix) {
    return store.openUploads(prefix);
  }

  /** Whoever opened the bucket closes it. */
  @Override
  public void close() {}
}
