package dev.vigie.config;

/** Keys of the bucket that the stacks must know, to let a function write there and nowhere else. */
public final class BucketKeys {
  /** How old each database's newest backup is, as it was last seen. */
  public static final String BACKUP_AGES = "health/backups.json";

  /** How each database's backups were found when health was looked at last. */
  public static final String BACKUP_CONTENTS = "health/contents.json";

  /** The status page. */
  public static final String STATUS_PAGE = "report/index.html";

  /** How everything is that is looked at, and what people were told of it. */
  public static final String HEALTH = "health/state.json";

  private BucketKeys() {}
}
