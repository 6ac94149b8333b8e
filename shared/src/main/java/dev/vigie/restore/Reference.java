package dev.vigie.restore;

import dev.vigie.catalog.Manifest;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.Psql;
import dev.vigie.postgres.SqlText;
import dev.vigie.transfer.Crew;
import dev.vigie.transfer.Progress;
import dev.vigie.transfer.StoredArchive;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/**
 * An empty database of a backup's definitions alone, made beside the one that is restored for as
 * long as it is read. PostgreSQL does not always print an expression that it has read as it did
 * before; here it has read the same, once more, so what was restored must be printed as this is.
 *
 * @param stream where from
 * @param maintenance makes and drops it
 * @param create the statement that makes it
 * @param tools on it
 */
record Reference(RestoreStream stream, Psql maintenance, String create, PgTools tools) {
  /** Reads it. */
  @FunctionalInterface
  interface Reading<T> extends BiFunction<Crew, PgTools, T> {}

  /**
   * Makes it, has it read, and drops it.
   *
   * @param options as the definitions of the restored database were made with
   */
  <T> T read(Manifest manifest, List<String> options, Reading<T> reading) {
    maintenance.run(create);
    try {
      List<T> read = new CopyOnWriteArrayList<>();
      StoredArchive archive = manifest.require(Manifest.SCHEMA);
      Crew.run(
          1,
          List.of(
              crew -> {
                for (String section : List.of("pre-data", "post-data")) {
                  Tally tally = new Tally(Progress.NONE, "reference " + section, archive.bytes());
                  stream.restore(crew, tools, archive, section, options, tally);
                }
                read.add(reading.apply(crew, tools));
              }));
      drop();
      return read.getFirst();
    } catch (RuntimeException e) {
      dropAfter(e);
      throw e;
    }
  }

  private void dropAfter(RuntimeException cause) {
    boolean interrupted = Thread.interrupted();
    try {
      drop();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void drop() {
    maintenance.run(
        "DROP DATABASE IF EXISTS " + SqlText.identifier(tools.database()) + " WITH (FORCE)");
  }
}
