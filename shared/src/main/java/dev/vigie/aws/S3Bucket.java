package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.StoredObject;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One bucket's client, and what every request to it shares: its name in messages, the mapping of
 * failures, and how a write knows its own object again.
 *
 * <p>Each write puts a random id into the object's metadata ({@value #WRITE_ID}). A later "exists
 * already" is compared with it: equal ids mean the same write, therefore the same bytes, also where
 * a service keeps no SHA-256.
 */
record S3Bucket(S3Client client, String name, String endpoint, S3Limits limits) {
  /** The metadata entry that names the write; S3 stores it as {@code x-amz-meta-vigie-write}. */
  static final String WRITE_ID = "vigie-write";

  /** Runs one request; what it throws names the work, the bucket and the key. */
  <T> T call(String work, String key, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException | UncheckedIOException e) {
      throw failure(work, key, e);
    }
  }

  VigieException failure(String work, String key, RuntimeException cause) {
    return S3Failures.of(cause, "cannot " + work + " " + nameOf(key) + endpoint);
  }

  String nameOf(String key) {
    return "s3://" + name + "/" + key;
  }

  /** The newest version, or empty; a missing bucket is an exception. */
  Optional<HeadObjectResponse> head(String key) {
    try {
      return Optional.of(client.headObject(r -> r.bucket(name).key(key)));
    } catch (S3Exception e) {
      if (e.statusCode() != 404) {
        throw failure("look at", key, e);
      }
      checkBucket(key);
      return Optional.empty();
    } catch (SdkException | UncheckedIOException e) {
      throw failure("look at", key, e);
    }
  }

  /** The object under the key, if it is this write's own. */
  Optional<StoredObject> ownWrite(String key, String writeId) {
    return head(key)
        .filter(found -> writeId.equals(found.metadata().get(WRITE_ID)))
        .map(found -> stored(key, found));
  }

  // The answer to a HEAD has no body, so a 404 does not say what is missing: the object or the
  // bucket. A role that may not ask for the bucket gets 403 here, and then the bucket is there.
  private void checkBucket(String key) {
    try {
      client.headBucket(r -> r.bucket(name));
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        throw new VigieException(
            ErrorCode.BUCKET_UNKNOWN,
            "cannot look at " + nameOf(key) + endpoint + ": there is no such bucket",
            e);
      } else if (e.statusCode() != 403) {
        throw failure("look for the bucket of", key, e);
      }
    } catch (SdkException | UncheckedIOException e) {
      throw failure("look for the bucket of", key, e);
    }
  }

  static StoredObject stored(String key, HeadObjectResponse head) {
    return new StoredObject(
        key,
        head.contentLength(),
        unquoted(head.eTag()),
        versionOf(head.versionId()),
        head.lastModified());
  }

  /** S3 calls the version of an object from before versioning "null". */
  static Optional<String> versionOf(@Nullable String versionId) {
    return Optional.ofNullable(versionId).filter(id -> !id.equals("null"));
  }

  static String unquoted(String etag) {
    return etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")
        ? etag.substring(1, etag.length() - 1)
        : etag;
  }

  /** As S3 wants an etag in a condition. */
  static String quoted(String etag) {
    return "\"" + etag + "\"";
  }

  /** When the service answered, by its own clock. */
  static Instant answered(SdkHttpResponse answer) {
    try {
      return answer
          .firstMatchingHeader("Date")
          .map(date -> ZonedDateTime.parse(date, HTTP_DATE).toInstant())
          .orElseGet(Instant::now);
    } catch (DateTimeParseException e) {
      return Instant.now();
    }
  }

  /** The SHA-256 of the buffer's rest, in base64 as S3 wants it; the buffer is left as it is. */
  static String sha256(ByteBuffer body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(body.duplicate());
      return Base64.getEncoder().encodeToString(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);
}
