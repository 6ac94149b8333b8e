package dev.vigie.storage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.util.Map;

/**
 * Records as JSON objects in the bucket. Instants are ISO 8601 text; fields that this version does
 * not know are passed over, so that an older program reads what a newer one wrote as long as the
 * document's {@code schemaVersion} is one it knows. A field that is missing or null is refused,
 * unless its component may be null or is an {@code Optional}. Thread-safe.
 *
 * @param store the bucket
 */
public record JsonDocuments(ObjectStore store) {
  /**
   * A document larger than this is refused: a manifest with 100,000 tables takes about 25 MB, and
   * memory must stay bounded whatever stands in the bucket.
   */
  public static final int MAX_BYTES = 48 * 1024 * 1024;

  /** The mapper of every JSON document and event. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .annotationIntrospector(new RequiredComponents())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .build();

  /**
   * A document that was read.
   *
   * @param document what stands in it
   * @param object the version of the object
   */
  public record Read<T>(T document, StoredObject object) {}

  /**
   * Writes a document.
   *
   * @throws VigieException {@code OBJECT_EXISTS} if the condition is not met
   */
  public StoredObject put(
      String key, Object document, Map<String, String> tags, WriteCondition condition) {
    return store.put(key, bytes(document), tags, condition);
  }

  /**
   * Reads a document.
   *
   * @throws VigieException {@code OBJECT_UNKNOWN} if there is none, {@code MANIFEST_INVALID} if it
   *     is no JSON of that form, or lacks a field that may not be missing
   */
  public <T> T get(String key, Class<T> type) {
    return read(key, type).document();
  }

  /**
   * As {@link #get}, with the version that was read: for {@link WriteCondition#unchangedSince}.
   *
   * @throws VigieException as {@link #get}
   */
  public <T> Read<T> read(String key, Class<T> type) {
    try (ObjectBody body = store.get(key)) {
      byte[] bytes = body.stream().readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new VigieException(
            ErrorCode.MANIFEST_INVALID, key + " is larger than " + MAX_BYTES + " bytes");
      }
      T document = MAPPER.readValue(bytes, type);
      if (document == null) {
        throw new VigieException(ErrorCode.MANIFEST_INVALID, key + " is null");
      }
      return new Read<>(document, body.object());
    } catch (JsonProcessingException e) {
      throw invalid(key, type, e);
    } catch (IOException e) {
      throw new VigieException(ErrorCode.STORAGE_UNAVAILABLE, key + " could not be read", e);
    }
  }

  /**
   * Refuses a form of a document that only a newer program knows.
   *
   * @throws VigieException {@code MANIFEST_INVALID}
   */
  public static void checkVersion(String document, int version, int newestKnown) {
    if (version < 1 || version > newestKnown) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID,
          "the %s has schema version %d, and this program reads up to %d"
              .formatted(document, version, newestKnown),
          "Use a newer vigie.",
          null);
    }
  }

  private static VigieException invalid(String key, Class<?> type, JsonProcessingException cause) {
    String what = key + " is no " + type.getSimpleName() + ": ";
    return cause.getCause() instanceof VigieException refused
        ? new VigieException(
            ErrorCode.MANIFEST_INVALID, what + refused.getMessage(), refused.hint(), cause)
        : new VigieException(ErrorCode.MANIFEST_INVALID, what + cause.getOriginalMessage(), cause);
  }

  /** The document as it is stored: UTF-8, one line. */
  public static byte[] bytes(Object document) {
    try {
      return MAPPER.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new VigieException(
          ErrorCode.INTERNAL, "a " + document.getClass().getSimpleName() + " cannot be written", e);
    }
  }
}
