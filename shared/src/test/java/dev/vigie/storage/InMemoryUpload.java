package dev.vigie.storage;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An upload into the bucket in memory. Thread-safe: one lock guards all. */
final class InMemoryUpload implements MultipartUpload {
  private final InMemoryObjectStore store;
  private final String key;
  private final Map<String, String> tags;
  private final TreeMap<Integer, byte[]> bodies = new TreeMap<>();
  private boolean ended;

  InMemoryUpload(InMemoryObjectStore store, String key, Map<String, String> tags) {
    this.store = store;
    this.key = key;
    this.tags = tags;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public synchronized Part uploadPart(int number, ByteBuffer body) {
    ObjectLimits.checkPart(key, number);
    checkOpen();
    byte[] copy = InMemoryObjectStore.copyOf(body);
    bodies.put(number, copy);
    return new Part(number, "\"part-" + number + "\"", sha256(copy));
  }

  @Override
  public synchronized StoredObject complete(List<Part> parts, WriteCondition condition) {
    ObjectLimits.checkParts(key, parts);
    checkOpen();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (Part part : parts) {
      byte[] body = bodies.get(part.number());
      if (body == null || !sha256(body).equals(part.sha256())) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID, "part " + part.number() + " of " + key + " was never sent");
      }
      whole.writeBytes(body);
    }
    try {
      StoredObject stored = store.store(key, whole.toByteArray(), tags, condition);
      close();
      return stored;
    } catch (VigieException e) {
      close();
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    ended = true;
    store.end(this);
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the upload of " + key + " has ended");
    }
  }

  private static String sha256(byte[] body) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
