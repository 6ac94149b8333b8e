package dev.vigie.restore;

import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.postgres.SqlRunner;
import dev.vigie.postgres.SqlText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a restore leaves whose runner was killed, or whose machine went down: a database under a
 * name of its own, and a file of definitions. The next restore takes both away.
 */
final class Leftovers {
  private static final Pattern STAGING =
      Pattern.compile("vigie_restore_(\\d{8})t(\\d{6})z_([0-9a-f]{10})(_reference)?");
  private static final Pattern FILE = Pattern.compile("vigie-schema-(\\d{1,18})-.*");

  private Leftovers() {}

  /** The name of the database that is filled before it takes its own. */
  static String database(OperationId id) {
    return "vigie_restore_" + id.value().toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** What the names of this process's files of definitions begin with. */
  static String filePrefix() {
    return "vigie-schema-" + ProcessHandle.current().pid() + "-";
  }

  /**
   * Drops the databases of restores that have ended, by what the bucket says. One that cannot be
   * dropped is left to the next restore: it must not keep this one from its work.
   */
  @SuppressWarnings("EmptyCatch")
  static void dropDatabases(OperationJournal journal, SqlRunner maintenance) {
    for (String name :
        RestoreJob.names(
            maintenance,
            "SELECT json_agg(datname) FROM pg_database WHERE datname LIKE 'vigie\\_restore\\_%'"
                + " AND pg_has_role(datdba, 'USAGE')")) {
      try {
        if (operation(name).flatMap(journal::outcome).isPresent()) {
          maintenance.run("DROP DATABASE IF EXISTS " + SqlText.identifier(name) + " WITH (FORCE)");
        }
      } catch (VigieException left) {
        // As said above.
      }
    }
  }

  /** Removes the files of processes that are no more. */
  static void removeFiles(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "vigie-schema-*")) {
      for (Path file : files) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Optional<OperationId> operation(String database) {
    Matcher name = STAGING.matcher(database);
    return name.matches()
        ? Optional.of(new OperationId(name.group(1) + "T" + name.group(2) + "Z-" + name.group(3)))
        : Optional.empty();
  }
}
