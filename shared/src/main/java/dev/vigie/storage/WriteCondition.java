package dev.vigie.storage;

import java.util.Optional;

/**
 * When a write may happen.
 *
 * @param ifAbsent only if there is no object of this key
 * @param ifEtag only if the key's newest version is still the one of this etag
 */
public record WriteCondition(boolean ifAbsent, Optional<String> ifEtag) {
  /** Always; an older version is hidden. */
  public static final WriteCondition ALWAYS = new WriteCondition(false, Optional.empty());

  /** Only if there is no object of this key: S3's {@code If-None-Match: *}. */
  public static final WriteCondition IF_ABSENT = new WriteCondition(true, Optional.empty());

  /** Refuses two conditions at once, and an etag of no characters. */
  public WriteCondition {
    if (ifEtag.isPresent() && (ifAbsent || ifEtag.get().isEmpty())) {
      throw new IllegalArgumentException("an object is absent or has an etag: " + ifEtag);
    }
  }

  /**
   * Only if nobody wrote it since it was read: S3's {@code If-Match}. The older version is hidden.
   *
   * @param read as {@link ObjectStore#get} or {@link ObjectStore#head} gave it
   */
  public static WriteCondition unchangedSince(StoredObject read) {
    return new WriteCondition(false, Optional.of(read.etag()));
  }
}
