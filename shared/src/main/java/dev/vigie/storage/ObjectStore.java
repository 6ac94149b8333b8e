package dev.vigie.storage;

import dev.vigie.error.VigieException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One S3 bucket. Everything that Vigie remembers is behind this port.
 *
 * <p>The contract, which {@code ObjectStoreContract} tests on every adapter:
 *
 * <ul>
 *   <li>A key is 1 to 1,024 bytes of UTF-8. Reads see every write that returned before them.
 *   <li>A write with {@link WriteCondition#IF_ABSENT} succeeds for exactly one of any number of
 *       concurrent writers; the others get {@code OBJECT_EXISTS} and change nothing. The same holds
 *       of {@link WriteCondition#unchangedSince}, also where the object is no longer there.
 *   <li>An object becomes visible whole or not at all.
 *   <li>A missing object is an empty {@link Optional} from {@link #head} and {@code OBJECT_UNKNOWN}
 *       from {@link #get}.
 *   <li>Passing faults (5xx, throttling, a broken connection) are retried inside; what still fails
 *       is {@code STORAGE_UNAVAILABLE}, {@code STORAGE_DENIED} or {@code BUCKET_UNKNOWN}. A write
 *       whose first try was done but not acknowledged is recognised as its own where the bytes are
 *       the same: it succeeds.
 *   <li>A checksum of every body travels with it; a body that arrives otherwise is refused, and
 *       retried.
 * </ul>
 *
 * <p>There is no delete, on purpose: retention belongs to S3's lifecycle rules. Adapters are
 * thread-safe.
 */
public interface ObjectStore extends AutoCloseable {

  /** The bucket's name. */
  String bucket();

  /**
   * Writes one small object (up to 48 MiB) whole.
   *
   * @param tags S3 object tags, at most 10
   * @return the object as stored
   * @throws VigieException {@code OBJECT_EXISTS} if the condition is not met, or as above
   */
  StoredObject put(String key, byte[] body, Map<String, String> tags, WriteCondition condition);

  /**
   * Begins an upload in parts. Nothing is visible until {@link MultipartUpload#complete}.
   *
   * @param tags S3 object tags, at most 10
   */
  MultipartUpload startUpload(String key, Map<String, String> tags);

  /** The newest version of the object, or empty if there is none. */
  Optional<StoredObject> head(String key);

  /**
   * Opens the newest version of the object for reading. The stream is not retried once opened; the
   * caller closes it.
   *
   * @throws VigieException {@code OBJECT_UNKNOWN} if there is none
   */
  ObjectBody get(String key);

  /**
   * As {@link #get(String)}, but only the bytes in the range.
   *
   * @throws VigieException {@code OBJECT_UNKNOWN} if there is none, {@code REQUEST_INVALID} if the
   *     range begins behind the object's end
   */
  ObjectBody get(String key, ByteRange range);

  /**
   * The objects whose keys begin with the prefix and are greater than {@code after}, in the order
   * of the keys' UTF-8 bytes.
   *
   * @param after only keys behind this one; an empty string for all
   * @param limit at most so many, 1 or more
   */
  List<StoredObject> list(String prefix, String after, int limit);

  /**
   * The distinct next path segments below the prefix, without their trailing slash: for the prefix
   * {@code a/} and the keys {@code a/b/c} and {@code a/d}, that is {@code [b]}. In byte order.
   *
   * @param prefix empty, or ending in {@code /}
   */
  List<String> listFolders(String prefix);

  /** The tags of the object's newest version. */
  Map<String, String> tags(String key);

  /**
   * Puts these tags in the place of those that the object's newest version has.
   *
   * @param tags at most 10
   * @throws VigieException {@code OBJECT_UNKNOWN} if there is no such object
   */
  void tag(String key, Map<String, String> tags);

  /**
   * Puts the object's newest version under a legal hold: until {@link #release} nobody can delete
   * it, S3 neither; a rule of expiry can still hide it, so that it must be tagged otherwise, too.
   * Holding what is held changes nothing.
   *
   * @return false where the bucket keeps no holds (S3's Object Lock is off), and nothing was done
   * @throws VigieException {@code OBJECT_UNKNOWN} if there is no such object
   */
  boolean hold(String key);

  /**
   * Takes the legal hold off the object's newest version; releasing what is not held changes
   * nothing.
   *
   * @return false where the bucket keeps no holds
   * @throws VigieException {@code OBJECT_UNKNOWN} if there is no such object
   */
  boolean release(String key);

  /**
   * Whether the object's newest version is under a legal hold.
   *
   * @throws VigieException {@code OBJECT_UNKNOWN} if there is no such object
   */
  boolean isHeld(String key);

  /** The keys of uploads begun and neither completed nor aborted, below the prefix. */
  List<String> openUploads(String prefix);

  /** Closes connections; never throws for a reason that a caller could act on. */
  @Override
  void close();
}
