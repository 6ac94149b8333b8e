package dev.vigie.catalog;

import java.util.Optional;

/**
 * Where the backups are in the bucket. The layout is a contract, written down in {@code
 * docs/format.md}. Ids are text here: they were checked when they were made.
 */
public final class BucketLayout {
  /** Below this stand the backups. */
  public static final String BACKUPS = "backups/";

  /** Below this stand the reports of drills. */
  public static final String DRILLS = "drills/";

  /** Below this stands, for each backup that was proved, a document that says so. */
  public static final String VERIFIED = "verified/";

  private static final String JSON = ".json";
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

  /** {@code drills/<cluster>/<database>/}. */
  public static String drills(String cluster, String database) {
    return below(DRILLS, cluster, database);
  }

  /** {@code drills/<cluster>/<database>/<drill id>.json}. */
  public static String drill(String cluster, String database, String drillId) {
    return drills(cluster, database) + drillId + JSON;
  }

  /** {@code verified/<cluster>/<database>/}. */
  public static String verified(String cluster, String database) {
    return below(VERIFIED, cluster, database);
  }

  /** {@code verified/<cluster>/<database>/<backup id>.json}. */
  public static String verified(String cluster, String database, String backupId) {
    return verified(cluster, database) + backupId + JSON;
  }

  /** The id in the key of a document that stands directly below the prefix; empty for others. */
  public static Optional<String> documentIdOf(String prefix, String key) {
    boolean directly = key.startsWith(prefix) && key.indexOf('/', prefix.length()) < 0;
    return directly && key.endsWith(JSON) && key.length() > prefix.length() + JSON.length()
        ? Optional.of(key.substring(prefix.length(), key.length() - JSON.length()))
        : Optional.empty();
  }

  private static String below(String folder, String cluster, String database) {
    return folder + KeyName.encode(cluster) + "/" + KeyName.encode(database) + "/";
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
