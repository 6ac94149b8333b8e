package dev.vigie.restore;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.Psql;
import dev.vigie.postgres.SqlText;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Puts one database in the place of another, both renames in one transaction: whoever looks,
 * whenever this process dies, sees the names as they were before or as they are after.
 *
 * <p>PostgreSQL renames no database that somebody is connected to. It waits five seconds for them
 * to leave (CountOtherDBBackends in procarray.c), and holds newcomers off meanwhile, so they are
 * asked to leave during that wait.
 *
 * @param server tools on a database that takes no part
 */
record DatabaseSwap(PgTools server) {
  private static final long EVICTION_PAUSE_MILLIS = 200;

  /**
   * Renames {@code living} to {@code kept} and {@code incoming} to {@code living}.
   *
   * @throws VigieException with the code that psql's words tell; the names are then as they were
   */
  void swap(String living, String kept, String incoming) {
    String renames =
        "BEGIN;\nALTER DATABASE %s RENAME TO %s;\nALTER DATABASE %s RENAME TO %s;\nCOMMIT;\n"
            .formatted(
                SqlText.identifier(living),
                SqlText.identifier(kept),
                SqlText.identifier(incoming),
                SqlText.identifier(living));
    evictingFrom(living, incoming, renames);
  }

  /** Renames a database to a name that is free. */
  void rename(String from, String to) {
    String rename =
        "ALTER DATABASE %s RENAME TO %s;\n"
            .formatted(SqlText.identifier(from), SqlText.identifier(to));
    evictingFrom(from, from, rename);
  }

  private void evictingFrom(String first, String second, String script) {
    CountDownLatch renamed = new CountDownLatch(1);
    Psql psql = server.psql();
    String evict =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (%s, %s)"
            .formatted(SqlText.literal(first), SqlText.literal(second));
    Thread evictor = Thread.ofVirtual().name("evictor").start(() -> evict(psql, evict, renamed));
    try {
      psql.run(script);
    } finally {
      renamed.countDown();
      join(evictor);
    }
  }

  /** What it cannot end, the rename reports; so a failure here ends only this thread. */
  private static void evict(Psql psql, String sql, CountDownLatch renamed) {
    try {
      do {
        psql.run(sql);
      } while (!renamed.await(EVICTION_PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (VigieException endedByTheRename) {
      return;
    }
  }

  private static void join(Thread evictor) {
    try {
      evictor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VigieException(ErrorCode.INTERRUPTED, "interrupted while renaming databases", e);
    }
  }
}
