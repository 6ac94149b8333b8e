package dev.vigie.storage;

import dev.vigie.error.VigieException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An upload in parts, which exists only once {@link #complete} returned. Closing without completing
 * aborts: a reader that fails inside try-with-resources publishes nothing.
 *
 * <p>{@link #uploadPart} may be called by several threads at once; the other methods by one thread,
 * after all parts returned.
 */
public interface MultipartUpload extends AutoCloseable {
  /** S3 takes parts 1 to 10,000 (AWS documentation, "Amazon S3 multipart upload limits"). */
  int MAX_PARTS = 10_000;

  /** Each part but the last has at least 5 MiB (same source). */
  int MIN_PART_BYTES = 5 * 1024 * 1024;

  /** The key that the upload will appear under. */
  String key();

  /**
   * Sends one part, with its checksum, retrying passing faults.
   *
   * @param number 1 to {@value #MAX_PARTS}
   * @param body the part's bytes, from position to limit; read only, and left as it was
   * @return what {@link #complete} needs to know of it
   */
  Part uploadPart(int number, ByteBuffer body);

  /**
   * Makes the object visible.
   *
   * @param parts every part, in the order of their numbers
   * @throws VigieException {@code OBJECT_EXISTS} if the condition is not met; the upload is then
   *     aborted
   */
  StoredObject complete(List<Part> parts, WriteCondition condition);

  /**
   * Aborts the upload unless it was completed. The abort is retried; what still fails is thrown,
   * and then only the bucket's lifecycle rule frees the parts.
   */
  @Override
  void close();

  /**
   * One part that S3 has.
   *
   * @param number 1 to {@value #MAX_PARTS}
   * @param etag as S3 gave it, with its quotes
   * @param sha256 the part's SHA-256, base64, as S3 wants it
   */
  record Part(int number, String etag, String sha256) {}
}
