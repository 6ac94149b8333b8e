package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.EmbeddedS3;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgTools;
import java.net.URI;
import java.nio.file.Path;

/**
 * The run that trains the program's ahead-of-time cache (JEP 483, 514 and 515): a backup, a list, a
 * check and a restore, on servers that are thrown away. What it loads is in the cache, and what it
 * runs often is known to the compilers from their first moment. Where those servers cannot be had,
 * only what leads to a refused connection is rehearsed.
 *
 * <p>The credentials come from the environment; any do.
 */
final class Rehearsal {
  /** 55 MB as COPY writes them: large enough to be stored apart from the small one. */
  private static final String ROWS =
      "CREATE TABLE public.rehearsal AS SELECT n AS id, md5(n::text) AS word, repeat('a b ', 16) AS text"
          + " FROM generate_series(1, 500000) n;"
          + " CREATE TABLE public.small AS SELECT 1 AS id";

  private static final String BUCKET = "vigie-training";

  private Rehearsal() {}

  /** Rehearses. The argument is a directory for the objects; it stays the caller's to delete. */
  public static void main(String[] arguments) {
    try {
      rehearse(Path.of(arguments[0]));
    } catch (VigieException e) {
      System.err.println("rehearsing no more than a refused connection: " + e.getMessage());
      Main.run("list", "--bucket", BUCKET, "--endpoint", "http://127.0.0.1:1");
    }
  }

  private static void rehearse(Path directory) {
    try (ThrowawayPostgres postgres = ThrowawayPostgres.start();
        EmbeddedS3 s3 = EmbeddedS3.start(directory)) {
      s3.createBucket(BUCKET);
      rehearse(postgres.uri("postgres"), s3.endpoint());
    }
  }

  private static void rehearse(String database, URI s3) {
    ConnectionSettings connection = ConnectionSettings.parse(database);
    PgTools.connect(connection, ClientPrograms.ofThisMachine()).psql().run(ROWS);
    String endpoint = s3.toString();
    run("backup", "--database", database, "--bucket", BUCKET, "--endpoint", endpoint);
    run("list", "--bucket", BUCKET, "--endpoint", endpoint);
    run("restore", "--database", database, "--bucket", BUCKET, "--endpoint", endpoint);
    // Into a new database, and then beside what is there.
    restoreTable(database, endpoint, "public.small");
    restoreTable(database, endpoint, "public.other");
    run("--version");
  }

  private static void restoreTable(String database, String endpoint, String name) {
    run(
        "restore",
        "--table=public.small",
        "--as=" + name,
        "--into=rehearsed",
        "--database=" + database,
        "--bucket=" + BUCKET,
        "--endpoint=" + endpoint);
  }

  private static void run(String... arguments) {
    int status = Main.run(arguments);
    if (status != 0) {
      throw new VigieException(
          ErrorCode.INTERNAL, "vigie " + arguments[0] + " ended with exit status " + status);
    }
  }
}
