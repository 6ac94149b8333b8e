package dev.vigie.postgres;

import dev.vigie.local.PostgresFixture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The tests' server, as the code under test reaches it. */
final class Servers {
  /** How long a test waits for a table that somebody else has locked. */
  static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

  private Servers() {}

  /** The superuser's tools on a database of the shared server. */
  static PgTools tools(String database) {
    return tools(new ConnectionSettings(PostgresFixture.server().environment()), database);
  }

  /** The tools of these settings on a database. */
  static PgTools tools(ConnectionSettings settings, String database) {
    return new PgTools(
        List.of(),
        Optional.of(PostgresFixture.server().installation().bin()),
        settings.withDatabase(database));
  }
}
