package dev.vigie.storage;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The bounds that S3 sets and every adapter checks before it sends anything (AWS documentation,
 * "Naming Amazon S3 objects", "Categorizing your objects using tags", "Amazon S3 multipart upload
 * limits"). Each check throws {@link VigieException} with {@code REQUEST_INVALID}. Thread-safe.
 */
public final class ObjectLimits {
  /** A key's longest UTF-8 form, in bytes. */
  public static final int MAX_KEY_BYTES = 1_024;

  /** The largest body of {@link ObjectStore#put}; Vigie's own bound, in bytes. */
  public static final int MAX_PUT_BYTES = 48 * 1024 * 1024;

  /** An object's tags, at most. */
  public static final int MAX_TAGS = 10;

  private static final int MAX_TAG_KEY = 128;
  private static final int MAX_TAG_VALUE = 256;

  private ObjectLimits() {}

  /** Refuses a key that is empty, too long or no Unicode text. */
  public static void checkKey(String key) {
    int bytes = utf8Length(key);
    if (bytes < 1 || bytes > MAX_KEY_BYTES) {
      throw invalid("an object's key has 1 to 1,024 bytes; this one has " + bytes);
    }
  }

  /** Refuses a body that belongs into an upload in parts. */
  public static void checkBody(String key, byte[] body) {
    if (body.length > MAX_PUT_BYTES) {
      throw invalid(key + " has " + body.length + " bytes; one put takes 48 MiB at most");
    }
  }

  /** Refuses too many tags, and tags too long. */
  public static void checkTags(Map<String, String> tags) {
    if (tags.size() > MAX_TAGS) {
      throw invalid("an object has at most 10 tags, not " + tags.size());
    }
    tags.forEach(
        (name, value) -> {
          if (name.isEmpty() || name.length() > MAX_TAG_KEY || value.length() > MAX_TAG_VALUE) {
            throw invalid("the tag '" + name + "' is empty or too long for S3");
          }
        });
  }

  /** Refuses a part's number outside 1 to 10,000. */
  public static void checkPart(String key, int number) {
    if (number < 1 || number > MultipartUpload.MAX_PARTS) {
      throw invalid("part " + number + " of " + key + ": parts are numbered 1 to 10,000");
    }
  }

  /** Refuses a list of parts that is empty or not in the order of their numbers. */
  public static void checkParts(String key, List<MultipartUpload.Part> parts) {
    if (parts.isEmpty()) {
      throw invalid(key + " cannot be completed without a part");
    }
    for (int i = 1; i < parts.size(); i++) {
      if (parts.get(i - 1).number() >= parts.get(i).number()) {
        throw invalid("the parts of " + key + " are not in the order of their numbers");
      }
    }
  }

  /** Refuses a limit below 1. */
  public static void checkLimit(int limit) {
    if (limit < 1) {
      throw invalid("a listing takes a limit of 1 or more, not " + limit);
    }
  }

  /** Refuses a prefix of folders that does not end where a folder ends. */
  public static void checkFolderPrefix(String prefix) {
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw invalid("a prefix of folders is empty or ends in a slash: '" + prefix + "'");
    }
  }

  private static int utf8Length(String key) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
      return bytes.remaining();
    } catch (CharacterCodingException e) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "the key has half a surrogate pair and is no text", e);
    }
  }

  private static VigieException invalid(String message) {
    return new VigieException(ErrorCode.REQUEST_INVALID, message);
  }
}
