package dev.vigie.restore;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.Psql;
import dev.vigie.postgres.SqlText;
import java.util.HashMap;
import java.util.Map;
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
 * <p>A connection that is lost at the end leaves open whether the server has committed. Then the
 * server is asked which of the two it is.
 *
 * @param server tools on a database that takes no part
 */
record DatabaseSwap(PgTools server) {
  private static final long EVICTION_PAUSE_MILLIS = 200;

  /**
   * Renames {@code living} to {@code kept} and {@code incoming} to {@code living}.
   *
   * @throws VigieException with the code that psql's words tell; the names are then as they were,
   *     unless it says that nobody could ask
   */
  void swap(String living, String kept, String incoming) {
    String renames =
        "BEGIN;\nALTER DATABASE %s RENAME TO %s;\nALTER DATABASE %s RENAME TO %s;\nCOMMIT;\n"
            .formatted(
                SqlText.identifier(living),
                SqlText.identifier(kept),
                SqlText.identifier(incoming),
                SqlText.identifier(living));
    Map<String, String> after = new HashMap<>();
    after.put(kept, oid(living));
    after.put(living, oid(incoming));
    evictingFrom(living, incoming, renames, after);
  }

  /** Renames a database to a name that is free. */
  void rename(String from, String to) {
    String rename =
        "ALTER DATABASE %s RENAME TO %s;\n"
            .formatted(SqlText.identifier(from), SqlText.identifier(to));
    evictingFrom(from, from, rename, Map.of(to, oid(from)));
  }

  /**
   * @param after the databases' OIDs by the names that the script gives them
   */
  private void evictingFrom(String first, String second, String script, Map<String, String> after) {
    CountDownLatch renamed = new CountDownLatch(1);
    Psql psql = server.psql();
    String evict =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (%s, %s)"
            .formatted(SqlText.literal(first), SqlText.literal(second));
    Thread evictor =
        Thread.ofPlatform().daemon().name("evictor").start(() -> evict(psql, evict, renamed));
    try {
      psql.run(script);
    } catch (VigieException e) {
      if (!isSo(after, e)) {
        throw e;
      }
    } finally {
      renamed.countDown();
      join(evictor);
    }
  }

  private boolean isSo(Map<String, String> after, VigieException failure) {
    boolean interrupted = Thread.interrupted();
    try {
      return after.entrySet().stream().allMatch(each -> oid(each.getKey()).equals(each.getValue()));
    } catch (VigieException e) {
      VigieException open =
          new VigieException(
              failure.code(),
              "nobody could ask whether the databases were renamed: " + failure.getMessage(),
              "Look with psql --list for %s: they are all there only if it was done."
                  .formatted(String.join(", ", after.keySet())),
              failure);
      open.addSuppressed(e);
      throw open;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Empty if there is no such database. */
  private String oid(String database) {
    return server
        .psql()
        .run("SELECT oid FROM pg_database WHERE datname = " + SqlText.literal(database));
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
