package dev.vigie.storage;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A bucket that counts the requests that S3 would bill. Thread-safe. */
public final class CountingStore implements ObjectStore {
  private final ObjectStore store;
  private final Map<Request, LongAdder> counts = new ConcurrentHashMap<>();

  /** A request of S3's, by its name there. */
  public enum Request {
    /** As dear as a put. */
    LIST,
    /** A write. */
    PUT,
    /** A read. */
    GET,
    /** A look. */
    HEAD
  }

  /** Counts what goes to this bucket. */
  public CountingStore(ObjectStore store) {
    this.store = store;
  }

  /** All requests so far. */
  public long calls() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** The requests so far, by kind. */
  public Map<Request, Long> counts() {
    Map<Request, Long> sums = new EnumMap<>(Request.class);
    counts.forEach((request, count) -> sums.put(request, count.sum()));
    return sums;
  }

  @Override
  public String bucket() {
    return store.bucket();
  }

  @Override
  public StoredObject put(
      String key, byte[] body, Map<String, String> tags, WriteCondition condition) {
    count(Request.PUT);
    return store.put(key, body, tags, condition);
  }

  @Override
  public MultipartUpload startUpload(String key, Map<String, String> tags) {
    throw new UnsupportedOperationException("an upload's parts are not counted");
  }

  @Override
  public Optional<StoredObject> head(String key) {
    count(Request.HEAD);
    return store.head(key);
  }

  @Override
  public ObjectBody get(String key) {
    count(Request.GET);
    return store.get(key);
  }

  @Override
  public ObjectBody get(String key, ByteRange range) {
    count(Request.GET);
    return store.get(key, range);
  }

  @Override
  public List<StoredObject> list(String prefix, String after, int limit) {
    count(Request.LIST);
    return store.list(prefix, after, limit);
  }

  @Override
  public List<String> listFolders(String prefix) {
    count(Request.LIST);
    return store.listFolders(prefix);
  }

  @Override
  public Map<String, String> tags(String key) {
    count(Request.GET);
    return store.tags(key);
  }

  @Override
  public void tag(String key, Map<String, String> tags) {
    count(Request.PUT);
    store.tag(key, tags);
  }

  @Override
  public boolean hold(String key) {
    count(Request.PUT);
    return store.hold(key);
  }

  @Override
  public boolean release(String key) {
    count(Request.PUT);
    return store.release(key);
  }

  @Override
  public boolean isHeld(String key) {
    count(Request.GET);
    return store.isHeld(key);
  }

  @Override
  public List<String> openUploads(String prefix) {
    count(Request.LIST);
    return store.openUploads(prefix);
  }

  @Override
  public void close() {
    store.close();
  }

  private void count(Request request) {
    counts.computeIfAbsent(request, _ -> new LongAdder()).increment();
  }
}
