package dev.vigie.drill;

import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Locale;

/** The room that a drill takes on a disk. */
final class Room {
  /** {@code max_wal_size} of the server, and a cluster without any database of its own. */
  private static final long SERVER = 3L << 30;

  /** No database is larger: 2^32 blocks of 32 KiB are PostgreSQL's bound on one table. */
  private static final long LARGEST = 1L << 58;

  private Room() {}

  /**
   * Bytes that restoring the backup takes: the database as large as it was, half of that again for
   * the sorting of indexes, and {@value #SERVER} for the server.
   *
   * @throws VigieException {@code MANIFEST_INVALID} if no database is that large
   */
  static long of(Manifest manifest) {
    long bytes = manifest.database().bytes();
    if (bytes < 0 || bytes > LARGEST) {
      throw new VigieException(
          ErrorCode.MANIFEST_INVALID,
          "the manifest of backup %s says that the database has %d bytes"
              .formatted(manifest.backupId(), bytes));
    }
    return bytes + bytes / 2 + SERVER;
  }

  /**
   * Refuses a drill for which there is no room.
   *
   * @throws VigieException {@code ROOM_MISSING} with both figures
   */
  static void require(Manifest manifest, long free) {
    long needed = of(manifest);
    if (needed > free) {
      throw new VigieException(
          ErrorCode.ROOM_MISSING,
          "a drill of backup %s takes %s of disk, and %s are free"
              .formatted(manifest.backupId(), gib(needed), gib(free)));
    }
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
