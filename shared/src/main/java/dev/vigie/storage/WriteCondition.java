package dev.vigie.storage;

/** When a write may happen. */
public enum WriteCondition {
  /** Always; an older version is hidden. */
  ALWAYS,
  /** Only if there is no object of this key: S3's {@code If-None-Match: *}. */
  IF_ABSENT
}
