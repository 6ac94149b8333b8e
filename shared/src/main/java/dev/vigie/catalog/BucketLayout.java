package dev.vigie.catalog;

import java.util.Optional;

/**
 * Where the backups are in the bucket. The layout is a contract, written down in {@code
 * docs/format.md}. Ids are text here: they were checked when they were made.
 */
public final class BucketLayout {
  /** Below this stand the backups. */
  public static final String BACKUPS = "backups/";

  private static final String MANIFEST = "/manifest.json";

  private BucketLayout() {}

  /** {@code backups/<cluster>/}. */
  public static String cluster(String cluster) {
    return BACKUPS + KeyName.encode(cluster) + "/";
  }

  /** {@code backups/<cluster>/<database>/}. */
  public static String database(String cluster, String database) {
    return cluster(cluster) + KeyName.encode(database) + "/";
  }

  /** {@code backups/<cluster>/<database>/<backup id>/<name>}. */
  public static String backupObject(String cluster, String database, String backupId, String name) {
    return database(cluster, database) + backupId + "/" + name;
  }

  /** The key that commits a backup. */
  public static String manifest(String cluster, String database, String backupId) {
    return database(cluster, database) + backupId + MANIFEST;
  }

  /** The id in a manifest's key, as it stands there; empty for any other key. */
  public static Optional<String> backupIdOf(String key) {
    String[] segments = key.split("/", -1);
    return isManifest(key) && segments.length == 5 ? Optional.of(segments[3]) : Optional.empty();
  }

  /** Whether the key is a manifest's. */
  public static boolean isManifest(String key) {
    return key.startsWith(BACKUPS) && key.endsWith(MANIFEST);
  }
}
