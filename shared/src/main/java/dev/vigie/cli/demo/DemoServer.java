package dev.vigie.cli.demo;

import dev.vigie.local.ContainerPostgres;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.Installation;
import dev.vigie.postgres.PgTools;
import dev.vigie.postgres.ServerContainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The demo's PostgreSQL: of this machine's own programs, or in a container where there are none.
 */
sealed interface DemoServer extends AutoCloseable {
  /** Starts the one that this machine can have. */
  static DemoServer start() {
    boolean programs =
        ClientPrograms.ofThisMachine().find().stream().anyMatch(Installation::hasServer);
    return !programs && ContainerPostgres.isPossible()
        ? new InContainer(ContainerPostgres.start())
        : new OnMachine(ThrowawayPostgres.start());
  }

  /** The client programs that fit it. */
  PgTools tools();

  /** What leads a runner on this machine to it. */
  Map<String, String> environment();

  /** A command that connects a person to the database. */
  String connect(String database);

  /** A command that ends it, if it was kept. */
  String end();

  /** What it leaves on this machine's disk, if it was kept. */
  Optional<Path> files();

  /** Lets it outlive the program. */
  void keep();

  @Override
  void close();

  /** By this machine's programs. */
  record OnMachine(ThrowawayPostgres server) implements DemoServer {
    @Override
    public PgTools tools() {
      return new PgTools(
          List.of(),
          Optional.of(server.installation().bin()),
          ConnectionSettings.fromEnvironment(server.environment()));
    }

    @Override
    public Map<String, String> environment() {
      return server.environment();
    }

    @Override
    public String connect(String database) {
      return "psql '" + server.uri(database) + "'";
    }

    @Override
    public String end() {
      return "kill -INT " + server.pid();
    }

    @Override
    public Optional<Path> files() {
      return Optional.of(server.socketDirectory());
    }

    @Override
    public void keep() {
      server.keep();
    }

    @Override
    public void close() {
      server.close();
    }
  }

  /** By a Docker engine. */
  record InContainer(ContainerPostgres server) implements DemoServer {
    @Override
    public PgTools tools() {
      return server.tools();
    }

    @Override
    public Map<String, String> environment() {
      return Map.of(ServerContainer.CONTAINER_VARIABLE, server.name());
    }

    @Override
    public String connect(String database) {
      return "docker exec -it " + server.name() + " psql -U postgres " + database;
    }

    @Override
    public String end() {
      return "docker stop " + server.name();
    }

    @Override
    public Optional<Path> files() {
      return Optional.empty();
    }

    @Override
    public void keep() {
      server.keep();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
