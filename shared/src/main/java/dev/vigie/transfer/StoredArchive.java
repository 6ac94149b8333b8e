package dev.vigie.transfer;

import java.util.Optional;

/**
 * One archive that is in the bucket.
 *
 * @param key its key
 * @param versionId its version, where the bucket keeps versions
 * @param etag as S3 gave it, without quotes
 * @param bytes before compression
 * @param storedBytes of the object
 * @param sha256 of the object's bytes, 64 lower-case hexadecimal digits
 */
public record StoredArchive(
    String key,
    Optional<String> versionId,
    String etag,
    long bytes,
    long storedBytes,
    String sha256) {}
