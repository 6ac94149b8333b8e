package dev.vigie.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.ClientPrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThrowawayPostgresIT {

  @Test
  void start_newServer_takesConnectionsByTcpAndSocket() {
    ThrowawayPostgres server = PostgresFixture.server();

    assertThat(PostgresFixture.sql("postgres", "SELECT current_user, 1 + 1"))
        .isEqualTo("postgres|2");
    assertThat(bySocket(server, "SHOW server_encoding")).isEqualTo("UTF8\n");
    assertThat(server.log()).contains("ready to accept connections");
    assertThat(server.toString()).doesNotContain(server.password());
  }

  @Test
  void start_wrongPassword_isRefusedByTcp() {
    ThrowawayPostgres server = PostgresFixture.server();
    Map<String, String> environment =
        Map.of(
            "PGHOST", server.host(),
            "PGPORT", String.valueOf(server.port()),
            "PGUSER", server.user(),
            "PGPASSWORD", "wrong");

    assertThatThrownBy(() -> psql(server, environment, "SELECT 1"))
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void uri_hostileName_leadsToThatDatabase() {
    for (String name : List.of("a b/c?d#e%f", "käse 😀", "x=y", "postgresql://elsewhere/x")) {
      PostgresFixture.createDatabase(name);
      String uri = PostgresFixture.server().uri(name);
      Map<String, String> none = Map.of();

      assertThat(
              Run.toEnd(
                  Run.builder(
                      List.of(program("psql"), "-XAtc", "SELECT current_database()", uri),
                      none,
                      Path.of("/")),
                  InputStream.nullInputStream()))
          .isEqualTo(name + "\n");
    }
  }

  @Test
  void start_extraSettings_win() {
    try (ThrowawayPostgres server =
        ThrowawayPostgres.start(
            ClientPrograms.ofThisMachine().chooseServer(),
            Map.of("wal_level", "logical", "max_wal_senders", "2", "cluster_name", "it's"))) {
      assertThat(PostgresFixture.sql(server, "postgres", "SHOW wal_level; SHOW cluster_name"))
          .isEqualTo("logical\nit's");
    }
  }

  @Test
  void start_settingThatTheServerRefuses_tellsItsWordsAndLeavesNothing() throws IOException {
    List<Path> before = homes();

    assertThatThrownBy(
            () ->
                ThrowawayPostgres.start(
                    ClientPrograms.ofThisMachine().chooseServer(),
                    Map.of("shared_buffers", "nonsense")))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLIENT_FAILED))
        .hasMessageContaining("shared_buffers");
    assertThat(homes()).isSubsetOf(before);
  }

  @Test
  void close_runningServer_endsItAndRemovesItsDirectory() {
    ThrowawayPostgres server = ThrowawayPostgres.start();
    Path home = server.socketDirectory();
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();

    server.close();
    server.close();

    assertThat(home).doesNotExist();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void close_interruptedThread_stillCleansUp() {
    ThrowawayPostgres server = ThrowawayPostgres.start();

    Thread.currentThread().interrupt();
    server.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(server.socketDirectory()).doesNotExist();
  }

  @Test
  void keep_programEnds_serverStays() throws Exception {
    Program program = Program.start("keep");
    program.end();
    assertThat(program.process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(program.server.isAlive()).isTrue();
    assertThat(program.home).exists();

    new ProcessBuilder("kill", "-INT", String.valueOf(program.server.pid())).start().waitFor();
    program.server.onExit().get(30, TimeUnit.SECONDS);
    Directories.delete(program.home);
  }

  @Test
  void start_programEndsWithoutClosing_serverEnds() throws Exception {
    Program program = Program.start("leave");
    program.end();
    assertThat(program.process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(program.home).doesNotExist();
    program.server.onExit().get(30, TimeUnit.SECONDS);
  }

  @Test
  void start_programEndsItsChildren_directoryGoes() throws Exception {
    Program program = Program.start("leave");

    program.process.children().forEach(ProcessHandle::destroy);
    program.end();

    assertThat(program.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(program.home).doesNotExist();
    program.server.onExit().get(30, TimeUnit.SECONDS);
  }

  @Test
  void start_programIsKilled_serverEndsAndDirectoryGoes() throws Exception {
    Program program = Program.start("leave");
    ProcessHandle watchdog =
        program
            .process
            .children()
            .filter(each -> each.pid() != program.server.pid())
            .findAny()
            .orElseThrow();

    program.process.destroyForcibly();

    program.server.onExit().get(30, TimeUnit.SECONDS);
    watchdog.onExit().get(30, TimeUnit.SECONDS);
    assertThat(program.home).doesNotExist();
  }

  /** Another JVM that starts a server, and ends when its standard input does. */
  private record Program(Process process, ProcessHandle server, Path home) {
    static Program start(String what) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  ServerProgram.class.getName(),
                  what)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader output = process.inputReader();
      long pid = Long.parseLong(output.readLine());
      return new Program(process, ProcessHandle.of(pid).orElseThrow(), Path.of(output.readLine()));
    }

    void end() throws IOException {
      process.getOutputStream().close();
    }
  }

  private static String bySocket(ThrowawayPostgres server, String sql) {
    return psql(
        server,
        Map.of(
            "PGHOST", server.socketDirectory().toString(),
            "PGPORT", String.valueOf(server.port()),
            "PGUSER", server.user()),
        sql);
  }

  private static String psql(
      ThrowawayPostgres server, Map<String, String> environment, String sql) {
    return Run.toEnd(
        Run.builder(
            List.of(server.installation().program("psql").toString(), "-XAtwc", sql, "postgres"),
            environment,
            Path.of("/")),
        InputStream.nullInputStream());
  }

  private static String program(String name) {
    return PostgresFixture.server().installation().program(name).toString();
  }

  private static List<Path> homes() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(each -> each.getFileName().toString().startsWith("vigie-pg-")).toList();
    }
  }
}
