package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgToolsTest {
  private static final ConnectionSettings SETTINGS =
      ConnectionSettings.parse("postgresql://u:s3cret@h/a'b");

  @Test
  void command_withoutPrefix_keepsThePasswordInTheEnvironment() {
    PgTools tools = new PgTools(List.of(), Optional.of(Path.of("/bin/pg")), SETTINGS);

    ProcessBuilder command = tools.command("pg_dump", List.of("-Fc"));

    assertThat(command.command())
        .containsExactly("/bin/pg/pg_dump", "--dbname=dbname='a\\'b'", "-Fc");
    assertThat(command.environment())
        .containsEntry("PGPASSWORD", "s3cret")
        .containsEntry("PGCLIENTENCODING", "UTF8");
  }

  @Test
  void command_withPrefix_namesTheVariablesBehindIt() {
    ConnectionSettings peer = ConnectionSettings.parse("postgresql://u@/d");
    PgTools tools = new PgTools(List.of("docker", "exec", "-i", "x"), Optional.empty(), peer);

    assertThat(tools.command("pg_dumpall", List.of("-g")).command())
        .startsWith("docker", "exec", "-i", "x", "env")
        .contains("PGDATABASE=d", "PGUSER=u")
        .endsWith("pg_dumpall", "-g");
  }

  @Test
  void prefix_withAPassword_isRefused() {
    assertThatThrownBy(() -> new PgTools(List.of("docker"), Optional.empty(), SETTINGS))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID))
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void connect_programsNotOnThisMachine_areMissing(@org.junit.jupiter.api.io.TempDir Path empty) {
    assertThatThrownBy(() -> PgTools.connect(SETTINGS, ClientPrograms.in(empty, List.of())))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CLIENT_MISSING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DATABASE_LOGIN_REFUSED|connection to server at \"h\", port 1 failed: FATAL:  password authentication failed for user \"u\"",
        "DATABASE_LOGIN_REFUSED|connection to server at \"h\", port 1 failed: fe_sendauth: no password supplied",
        "DATABASE_LOGIN_REFUSED|connection to server on socket \"/s\" failed: FATAL:  role \"x\" does not exist",
        "DATABASE_UNKNOWN|connection to server at \"h\", port 1 failed: FATAL:  database \"x\" does not exist",
        "DATABASE_PERMISSION|connection to server at \"h\", port 1 failed: FATAL:  permission denied for database \"x\"",
        "DATABASE_PERMISSION|pg_dump: error: query failed: ERROR:  permission denied for table x",
        "DATABASE_UNAVAILABLE|connection to server at \"h\", port 1 failed: Connection refused",
        "DATABASE_UNAVAILABLE|connection to server at \"h\", port 1 failed: SSL error: no protocols",
        "DATABASE_UNAVAILABLE|FATAL:  terminating connection due to administrator command",
        "CLIENT_TOO_OLD|pg_dump: error: aborting because of server version mismatch",
        "CLIENT_FAILED|psql: FEHLER:  Zugriff verweigert",
        "CLIENT_FAILED|''",
      })
  void failure_programsWords_giveItsCode(ErrorCode code, String words) {
    PgTools tools = new PgTools(List.of(), Optional.empty(), SETTINGS);

    VigieException failure = PgFailure.of("psql", tools, 2, words);

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.getMessage()).startsWith("psql on h:5432 failed with exit status 2: ");
  }
}
