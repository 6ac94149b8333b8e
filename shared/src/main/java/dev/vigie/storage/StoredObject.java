package dev.vigie.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * What S3 says of one object.
 *
 * @param key its key
 * @param size in bytes
 * @param etag as S3 gave it, without quotes; an opaque name of the content, for multipart objects
 *     no digest of it
 * @param versionId its version; empty where the bucket keeps none, and always empty in a listing
 * @param modified when it was written
 */
public record StoredObject(
    String key, long size, String etag, Optional<String> versionId, Instant modified) {}
