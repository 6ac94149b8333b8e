package dev.vigie.operation;

import dev.vigie.storage.ByteRange;
import dev.vigie.storage.MultipartUpload;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A bucket as one process sees it: each call is a turn of the interleaving.
 *
 * @param store the bucket that all share
 * @param process whose calls these are
 * @param written hears the key of each object that was written
 */
record SteppedStore(ObjectStore store, Interleaving.Turns process, Consumer<String> written)
    implements ObjectStore {
  @Override
  public String bucket() {
    return store.bucket();
  }

  @Override
  public StoredObject put(
      String key, byte[] body, Map<String, String> tags, WriteCondition condition) {
    return process.call(
        () -> {
          StoredObject object = store.put(key, body, tags, condition);
          written.accept(key);
          return object;
        });
  }

  @Override
  public MultipartUpload startUpload(String key, Map<String, String> tags) {
    throw new UnsupportedOperationException("no archive is uploaded here");
  }

  @Override
  public Optional<StoredObject> head(String key) {
    return process.call(() -> store.head(key));
  }

  @Override
  public ObjectBody get(String key) {
    return process.call(() -> store.get(key));
  }

  @Override
  public ObjectBody get(String key, ByteRange range) {
    return process.call(() -> store.get(key, range));
  }

  @Override
  public List<StoredObject> list(String prefix, String after, int limit) {
    return process.call(() -> store.list(prefix, after, limit));
  }

  @Override
  public List<String> listFolders(String prefix) {
    return process.call(() -> store.listFolders(prefix));
  }

  @Override
  public Map<String, String> tags(String key) {
    return process.call(() -> store.tags(key));
  }

  @Override
  public void tag(String key, Map<String, String> tags) {
    process.call(
        () -> {
          store.tag(key, tags);
          return true;
        });
  }

  @Override
  public boolean hold(String key) {
    return process.call(() -> store.hold(key));
  }

  @Override
  public boolean release(String key) {
    return process.call(() -> store.release(key));
  }

  @Override
  public boolean isHeld(String key) {
    return process.call(() -> store.isHeld(key));
  }

  @Override
  public List<String> openUploads(String prefix) {
    return process.call(() -> store.openUploads(prefix));
  }

  @Override
  public void close() {
    // The bucket is everybody's.
  }
}
