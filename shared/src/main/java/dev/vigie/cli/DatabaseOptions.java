package dev.vigie.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgTools;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server and database. */
final class DatabaseOptions {
  @Option(
      names = {"-d", "--database"},
      description = {
        "Connection URI, for example postgresql://postgres@db.example/nocodb; what it leaves open"
            + " comes from the PG* variables. Give the password by PGPASSWORD or ~/.pgpass.",
        "With --remote it may be a name alone."
      },
      paramLabel = "URI")
  private @Nullable String database;

  @Option(
      names = "--cluster",
      description = "Name of the server in the bucket (default: ${DEFAULT-VALUE}).",
      defaultValue = "main",
      paramLabel = "NAME")
  private String cluster = "main";

  /** The name of the server in the bucket. */
  String cluster() {
    return cluster;
  }

  /** Whether a server was named, by option or environment. */
  boolean isNamed() {
    return !connection().environment().isEmpty();
  }

  /** Where to connect. */
  ConnectionSettings connection() {
    ConnectionSettings environment = ConnectionSettings.fromEnvironment(System.getenv());
    return database == null ? environment : ConnectionSettings.parse(database).orElse(environment);
  }

  /**
   * The database's name.
   *
   * @throws VigieException {@code REQUEST_INVALID} if none was given
   */
  String databaseName() {
    return connection()
        .database()
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.REQUEST_INVALID,
                    "no database was named",
                    "Use --database postgresql://user@host/name, or set PGDATABASE.",
                    null));
  }

  /** What a deployment is asked about: the cluster and the database, which may be a name alone. */
  ObjectNode request() {
    boolean isName = database != null && !database.contains("://");
    return JsonNodeFactory.instance
        .objectNode()
        .put("cluster", cluster)
        .put("database", isName ? database : databaseName());
  }

  /** Client programs that fit the server. */
  PgTools connect() {
    return PgTools.connect(connection(), ClientPrograms.ofThisMachine());
  }

  /** Client programs that fit the server, reached through its own database of maintenance. */
  PgTools connectToServer() {
    return PgTools.connect(connection().withDatabase("postgres"), ClientPrograms.ofThisMachine());
  }
}
