package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.HostileNames;
import dev.vigie.local.PostgresFixture;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SnapshotIT {

  @Test
  void take_leaseIsHeld_isRefusedUntilItEnds() {
    PgTools tools = Servers.tools(PostgresFixture.createDatabase());
    try (Snapshot first = Snapshot.take(tools, Servers.LOCK_TIMEOUT)) {
      assertThat(first.id()).isNotBlank();
      assertCode(() -> Snapshot.take(tools, Servers.LOCK_TIMEOUT), ErrorCode.DATABASE_LEASED);
      first.end();
    }

    try (Snapshot second = Snapshot.take(tools, Servers.LOCK_TIMEOUT)) {
      second.end();
    }
  }

  @Test
  void take_otherDatabaseIsLeased_isTaken() {
    try (Snapshot first =
            Snapshot.take(Servers.tools(PostgresFixture.createDatabase()), Servers.LOCK_TIMEOUT);
        Snapshot second =
            Snapshot.take(Servers.tools(PostgresFixture.createDatabase()), Servers.LOCK_TIMEOUT)) {
      first.end();
      second.end();
    }
  }

  @Test
  void end_backendWasKilled_tellsIt() {
    String database = PostgresFixture.createDatabase();
    Snapshot snapshot = Snapshot.take(Servers.tools(database), Servers.LOCK_TIMEOUT);
    PostgresFixture.sql(
        "postgres",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(database));

    assertCode(snapshot::end, ErrorCode.DATABASE_UNAVAILABLE);
    assertCode(snapshot::close, ErrorCode.DATABASE_UNAVAILABLE);
    try (Snapshot next = Snapshot.take(Servers.tools(database), Servers.LOCK_TIMEOUT)) {
      next.end();
    }
  }

  @Test
  void facts_hostileName_areThoseOfThatDatabase() {
    for (String name : HostileNames.ofDatabases().subList(5, 30)) {
      String hostile = PostgresFixture.createDatabase("s " + name);
      try (Snapshot snapshot = Snapshot.take(Servers.tools(hostile), Servers.LOCK_TIMEOUT)) {
        assertThat(snapshot.facts().name()).isEqualTo(hostile);
      }
    }
  }

  @Test
  void psql_answerWithBlanks_keepsThem() {
    assertThat(Servers.tools("postgres").psql().run("SELECT '  a b  '")).isEqualTo("  a b  ");
    assertThat(Servers.tools("postgres").psql().run("SELECT")).isEmpty();
  }

  @Test
  void open_databaseThatIsNotThere_isUnknown() {
    assertCode(() -> PgSession.open(Servers.tools("no such")), ErrorCode.DATABASE_UNKNOWN);
  }

  @Test
  void open_wrongPassword_isRefusedWithoutRepeatingIt() {
    Map<String, String> environment = new HashMap<>(PostgresFixture.server().environment());
    environment.put("PGPASSWORD", "s3cret");
    PgTools tools = Servers.tools(new ConnectionSettings(environment), "postgres");

    assertCode(() -> PgSession.open(tools), ErrorCode.DATABASE_LOGIN_REFUSED);
    assertThatThrownBy(() -> PgSession.open(tools)).hasMessageNotContaining("s3cret");
    environment.remove("PGPASSWORD");
    assertCode(
        () -> PgSession.open(Servers.tools(new ConnectionSettings(environment), "postgres")),
        ErrorCode.DATABASE_LOGIN_REFUSED);
  }

  @Test
  void open_withoutTheRightToConnect_isPermission() {
    String database = PostgresFixture.createDatabase();
    PostgresFixture.sql(
        "postgres",
        """
        CREATE ROLE "kept out" LOGIN PASSWORD 'x';
        REVOKE ALL ON DATABASE "%s" FROM PUBLIC;
        """
            .formatted(database));
    Map<String, String> environment = new HashMap<>(PostgresFixture.server().environment());
    environment.put("PGUSER", "kept out");
    environment.put("PGPASSWORD", "x");

    assertCode(
        () -> PgSession.open(Servers.tools(new ConnectionSettings(environment), database)),
        ErrorCode.DATABASE_PERMISSION);
  }

  @Test
  void open_nobodyListens_isUnavailable() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    ConnectionSettings nobody =
        ConnectionSettings.parse("postgresql://u@127.0.0.1:%d/d".formatted(port));

    assertCode(() -> PgSession.open(Servers.tools(nobody, "d")), ErrorCode.DATABASE_UNAVAILABLE);
    ConnectionSettings noSocket = ConnectionSettings.parse("postgresql://u@%2Fnowhere/d");
    assertCode(() -> PgSession.open(Servers.tools(noSocket, "d")), ErrorCode.DATABASE_UNAVAILABLE);
  }

  @Test
  void on_serviceFileNamesAnotherDatabase_reachesTheOneAskedFor(@TempDir Path directory)
      throws IOException {
    String wanted = PostgresFixture.createDatabase();
    Path services = directory.resolve("services.conf");
    Files.writeString(services, "[svc]\ndbname=postgres\n");
    Map<String, String> environment = new HashMap<>(PostgresFixture.server().environment());
    environment.put("PGSERVICE", "svc");
    environment.put("PGSERVICEFILE", services.toString());
    PgTools tools = Servers.tools(new ConnectionSettings(environment), wanted);

    assertThat(tools.psql().run("SELECT current_database()")).isEqualTo(wanted);
    try (PgProcess dump = tools.start("pg_dump", List.of("-C", "--schema-only"))) {
      assertThat(new String(dump.output().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("CREATE DATABASE " + wanted);
      dump.awaitSuccess();
    }
  }

  @Test
  void connect_serverIsNewerThanEveryProgram_isTooOld(@TempDir Path directory) throws IOException {
    Path bin = directory.toRealPath().resolve("usr/lib/postgresql/15/bin");
    Files.createDirectories(bin);
    for (String name : List.of("psql", "pg_dump", "pg_restore", "pg_dumpall")) {
      Path program =
          Files.writeString(bin.resolve(name), "#!/bin/sh\ncat >/dev/null\necho 180001\n");
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    assertCode(
        () ->
            PgTools.connect(
                ConnectionSettings.parse("postgresql://h"),
                ClientPrograms.in(directory.toRealPath(), List.of())),
        ErrorCode.CLIENT_TOO_OLD);
  }

  @Test
  void connect_realServer_choosesItsPrograms() {
    PgTools tools =
        PgTools.connect(
            ConnectionSettings.parse(PostgresFixture.server().uri("postgres")),
            ClientPrograms.ofThisMachine());

    assertThat(tools.psql().run("SELECT 1")).isEqualTo("1");
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
