package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;

/**
 * Finds tables that were truncated or rewritten after a snapshot was taken: to that snapshot they
 * are empty, or as new, without a word ("Caveats" 13.6 of the manual). Such a table has another
 * file than the snapshot shows. {@code VACUUM FULL} gives it one too, which would do no harm; the
 * two look the same.
 */
final class Rewrites {
  /**
   * The function looks at the catalog as it is now, the columns are as the transaction's snapshot
   * has them. A table that is gone has no file.
   */
  private static final String CHANGED =
      """
      SELECT coalesce(string_agg(format('%%I.%%I', n.nspname, c.relname), ', '), '')
      %s AND c.relkind = 'r' AND c.relfilenode <> 0
        AND pg_relation_filenode(c.oid) IS DISTINCT FROM c.relfilenode
      """
          .formatted(StoredTable.DUMPED);

  private Rewrites() {}

  /**
   * Refuses a snapshot that does not show all rows of a table.
   *
   * @param tools the database
   * @param snapshot that is still held
   * @throws VigieException {@code TABLE_REWRITTEN}
   */
  static void refuse(PgTools tools, String snapshot) {
    // A session of its own: one that has seen a table before may remember its old file.
    String changed =
        tools
            .psql()
            .run(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\nSET TRANSACTION SNAPSHOT "
                    + SqlText.literal(snapshot)
                    + ";\n"
                    + CHANGED
                    + ";\n");
    if (!changed.isEmpty()) {
      throw new VigieException(
          ErrorCode.TABLE_REWRITTEN,
          "truncated, rewritten or dropped since the backup began: " + changed);
    }
  }
}
