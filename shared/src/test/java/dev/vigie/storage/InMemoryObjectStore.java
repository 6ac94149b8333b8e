package dev.vigie.storage;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket in memory, as S3 would behave with versioning on; older versions are not kept, because
 * the port cannot ask for them. Thread-safe: one lock guards all.
 */
public final class InMemoryObjectStore implements ObjectStore {
  private final String bucket;
  private final Clock clock;
  private final TreeMap<String, Entry> objects = new TreeMap<>(Utf8Order.INSTANCE);
  private final List<InMemoryUpload> uploads = new ArrayList<>();
  private final Set<String> held = new HashSet<>();
  private final AtomicLong versions = new AtomicLong();

  /** An empty bucket whose objects are dated by the clock. */
  public InMemoryObjectStore(String bucket, Clock clock) {
    this.bucket = bucket;
    this.clock = clock;
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public StoredObject put(
      String key, byte[] body, Map<String, String> tags, WriteCondition condition) {
    ObjectLimits.checkKey(key);
    ObjectLimits.checkBody(key, body);
    ObjectLimits.checkTags(tags);
    return store(key, body.clone(), tags, condition);
  }

  /** Makes an object visible; for the uploads too. The array is kept. */
  synchronized StoredObject store(
      String key, byte[] body, Map<String, String> tags, WriteCondition condition) {
    Optional<String> there =
        Optional.ofNullable(objects.get(key)).map(entry -> entry.object().etag());
    if ((condition.ifAbsent() && there.isPresent())
        || (condition.ifEtag().isPresent() && !there.equals(condition.ifEtag()))) {
      throw new VigieException(
          ErrorCode.OBJECT_EXISTS, "cannot write s3://" + bucket + "/" + key + ": it exists");
    }
    long version = versions.incrementAndGet();
    StoredObject object =
        new StoredObject(
            key,
            body.length,
            HexFormat.of().toHexDigits(Arrays.hashCode(body)),
            Optional.of("v" + version),
            clock.instant());
    objects.put(key, new Entry(object, body, Map.copyOf(tags)));
    return object;
  }

  @Override
  public synchronized MultipartUpload startUpload(String key, Map<String, String> tags) {
    ObjectLimits.checkKey(key);
    ObjectLimits.checkTags(tags);
    InMemoryUpload upload = new InMemoryUpload(this, key, Map.copyOf(tags));
    uploads.add(upload);
    return upload;
  }

  /** Forgets an upload that was completed or aborted. */
  synchronized void end(InMemoryUpload upload) {
    uploads.remove(upload);
  }

  @Override
  public synchronized Optional<StoredObject> head(String key) {
    ObjectLimits.checkKey(key);
    return Optional.ofNullable(objects.get(key)).map(Entry::object);
  }

  @Override
  public ObjectBody get(String key) {
    Entry entry = find(key);
    return new ObjectBody(entry.object(), new ByteArrayInputStream(entry.body()));
  }

  @Override
  public ObjectBody get(String key, ByteRange range) {
    Entry entry = find(key);
    int size = entry.body().length;
    if (range.offset() >= size) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, key + " has " + size + " bytes; " + range + " is behind them");
    }
    int offset = (int) range.offset();
    int length = (int) Math.min(range.length(), size - offset);
    return new ObjectBody(entry.object(), new ByteArrayInputStream(entry.body(), offset, length));
  }

  @Override
  public synchronized List<StoredObject> list(String prefix, String after, int limit) {
    ObjectLimits.checkLimit(limit);
    boolean behind = Utf8Order.INSTANCE.compare(after, prefix) >= 0;
    // No stream: it would ask for the size, for which a view of a tree counts all of its entries.
    List<StoredObject> listed = new ArrayList<>();
    for (Entry entry : objects.tailMap(behind ? after : prefix, !behind).values()) {
      if (listed.size() == limit || !entry.object().key().startsWith(prefix)) {
        break;
      }
      listed.add(listed(entry.object()));
    }
    return listed;
  }

  @Override
  public synchronized List<String> listFolders(String prefix) {
    ObjectLimits.checkFolderPrefix(prefix);
    TreeSet<String> folders = new TreeSet<>(Utf8Order.INSTANCE);
    for (String key : objects.tailMap(prefix, true).keySet()) {
      if (!key.startsWith(prefix)) {
        break;
      }
      int slash = key.indexOf('/', prefix.length());
      if (slash >= 0) {
        folders.add(key.substring(prefix.length(), slash));
      }
    }
    return List.copyOf(folders);
  }

  @Override
  public Map<String, String> tags(String key) {
    return find(key).tags();
  }

  @Override
  public synchronized void tag(String key, Map<String, String> tags) {
    ObjectLimits.checkTags(tags);
    Entry entry = find(key);
    objects.put(key, new Entry(entry.object(), entry.body(), Map.copyOf(tags)));
  }

  @Override
  public synchronized boolean hold(String key) {
    held.add(versionOf(key));
    return true;
  }

  @Override
  public synchronized boolean release(String key) {
    held.remove(versionOf(key));
    return true;
  }

  @Override
  public synchronized boolean isHeld(String key) {
    return held.contains(versionOf(key));
  }

  /** A version has a hold, and not a key: what is written over it has none. */
  private String versionOf(String key) {
    return key + "?versionId=" + find(key).object().versionId().orElse("");
  }

  @Override
  public synchronized List<String> openUploads(String prefix) {
    return uploads.stream()
        .map(MultipartUpload::key)
        .filter(key -> key.startsWith(prefix))
        .sorted(Utf8Order.INSTANCE)
        .toList();
  }

  /** Lets go what was written before that time, as a lifecycle rule would. */
  public synchronized void expire(Instant before) {
    objects.values().removeIf(entry -> entry.object().modified().isBefore(before));
  }

  @Override
  public void close() {
    // Nothing is held but memory.
  }

  private synchronized Entry find(String key) {
    ObjectLimits.checkKey(key);
    Entry entry = objects.get(key);
    if (entry == null) {
      throw new VigieException(
          ErrorCode.OBJECT_UNKNOWN, "cannot read s3://" + bucket + "/" + key + ": it is not there");
    }
    return entry;
  }

  private static StoredObject listed(StoredObject object) {
    return new StoredObject(
        object.key(), object.size(), object.etag(), Optional.empty(), object.modified());
  }

  /** Copies a part, as a network would. */
  static byte[] copyOf(ByteBuffer body) {
    byte[] copy = new byte[body.remaining()];
    body.duplicate().get(copy);
    return copy;
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared, and never handed out
  private record Entry(StoredObject object, byte[] body, Map<String, String> tags) {}
}
