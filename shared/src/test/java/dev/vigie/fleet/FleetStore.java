package dev.vigie.fleet;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
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
 * The bucket as one caller sees it: its requests are counted, and S3 throttles now and then for
 * longer than the client tries.
 *
 * @param store the bucket that all share
 * @param before told of each request by its name in S3; may fail, or die
 * @param written hears the key of each object that was written
 */
record FleetStore(ObjectStore store, Consumer<String> before, Consumer<String> written)
    implements ObjectStore {
  static VigieException throttled() {
    return new VigieException(ErrorCode.STORAGE_UNAVAILABLE, "S3 throttles");
  }

  @Override
  public String bucket() {
    return store.bucket();
  }

  @Override
  public StoredObject put(
      String key, byte[] body, Map<String, String> tags, WriteCondition condition) {
    before.accept("PUT");
    StoredObject object = store.put(key, body, tags, condition);
    written.accept(key);
    return object;
  }

  @Override
  public MultipartUpload startUpload(String key, Map<String, String> tags) {
    throw new UnsupportedOperationException("no archive is uploaded here");
  }

  @Override
  public Optional<StoredObject> head(String key) {
    before.accept("HEAD");
    return store.head(key);
  }

  @Override
  public ObjectBody get(String key) {
    before.accept("GET");
    return store.get(key);
  }

  @Override
  public ObjectBody get(String key, ByteRange range) {
    before.accept("GET");
    return store.get(key, range);
  }

  @Override
  public List<StoredObject> list(String prefix, String after, int limit) {
    before.accept("LIST");
    return store.list(prefix, after, limit);
  }

  @Override
  public List<String> listFolders(String prefix) {
    before.accept("LIST");
    return store.listFolders(prefix);
  }

  @Override
  public Map<String, String> tags(String key) {
    before.accept("GET");
    return store.tags(key);
  }

  @Override
  public void tag(String key, Map<String, String> tags) {
    before.accept("PUT");
    store.tag(key, tags);
  }

  @Override
  public boolean hold(String key) {
    before.accept("PUT");
    return store.hold(key);
  }

  @Override
  public boolean release(String key) {
    before.accept("PUT");
    return store.release(key);
  }

  @Override
  public boolean isHeld(String key) {
    before.accept("GET");
    return store.isHeld(key);
  }

  @Override
  public List<String> openUploads(String prefix) {
    before.accept("LIST");
    return store.openUploads(prefix);
  }

  @Override
  public void close() {
    // The bucket is everybody's.
  }
}
