package dev.vigie.config;

/**
 * What every SSM document of Vigie takes. The documents declare these names and patterns, the
 * sender fills them, and the node's values are checked against the same patterns.
 */
public final class DocumentParameters {
  /** Names the bucket. */
  public static final String BUCKET = "Bucket";

  /** Names the operation. */
  public static final String OPERATION_ID = "OperationId";

  /** S3's naming rules for general purpose buckets, narrowed to their characters and length. */
  public static final String BUCKET_PATTERN = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]";

  /** The form of an operation's id, which also is a backup's id. */
  public static final String OPERATION_ID_PATTERN = "[0-9]{8}T[0-9]{6}Z-[0-9a-f]{10}";

  private DocumentParameters() {}
}
