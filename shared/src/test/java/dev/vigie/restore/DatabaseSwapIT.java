package dev.vigie.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.postgres.ClientPrograms;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.postgres.PgTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A swap whose connection is lost at its end, before or after the server has committed. */
@Timeout(60)
class DatabaseSwapIT {
  private static final String LOST =
      """
      echo 'server closed the connection unexpectedly' >&2
      exit 2
      """;

  private static ThrowawayPostgres server;
  @TempDir private Path directory = Path.of("");

  @BeforeAll
  static void start() {
    server = ThrowawayPostgres.start(ClientPrograms.ofThisMachine().chooseServer(), Map.of());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void create() {
    sql("DROP DATABASE IF EXISTS kept; DROP DATABASE IF EXISTS living");
    sql("DROP DATABASE IF EXISTS incoming; CREATE DATABASE living; CREATE DATABASE incoming");
    sql("COMMENT ON DATABASE living IS 'old'; COMMENT ON DATABASE incoming IS 'new'");
  }

  @Test
  void swap_connectionLostAfterTheCommit_isDone() {
    DatabaseSwap swap = with("printf '%s' \"$script\" | \"$@\"\n" + LOST);

    swap.swap("living", "kept", "incoming");

    assertThat(names()).isEqualTo("kept=old living=new");
  }

  @Test
  void swap_connectionLostBeforeTheCommit_failsAndTheNamesAreAsTheyWere() {
    DatabaseSwap swap = with(LOST);

    assertThatThrownBy(() -> swap.swap("living", "kept", "incoming"))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));

    assertThat(names()).isEqualTo("incoming=new living=old");
  }

  @Test
  void swap_nobodyCanAsk_saysSo() {
    DatabaseSwap swap = with("touch gone\n" + LOST);

    assertThatThrownBy(() -> swap.swap("living", "kept", "incoming"))
        .isInstanceOf(VigieException.class)
        .hasMessageStartingWith("nobody could ask whether the databases were renamed");
  }

  @Test
  void rename_connectionLostAfterTheCommit_isDone() {
    DatabaseSwap swap = with("printf '%s' \"$script\" | \"$@\"\n" + LOST);

    swap.rename("living", "kept");

    assertThat(names()).isEqualTo("incoming=new kept=old");
  }

  /** Behind a program that does this in the place of whatever would rename. */
  private DatabaseSwap with(String instead) {
    try {
      Path way = directory.resolve("way");
      Files.writeString(
          way,
          """
          #!/bin/sh
          cd '%s'
          test ! -e gone || { echo 'Connection refused' >&2; exit 2; }
          script=$(cat)
          case $script in *RENAME*)
          %s
          esac
          printf '%%s' "$script" | "$@"
          """
              .formatted(directory, instead));
      assertThat(way.toFile().setExecutable(true)).isTrue();
      return new DatabaseSwap(
          new PgTools(
              List.of(way.toString()),
              Optional.of(server.installation().bin()),
              new ConnectionSettings(
                      Map.of(
                          "PGHOST", server.socketDirectory().toString(),
                          "PGPORT", String.valueOf(server.port()),
                          "PGUSER", server.user()))
                  .withDatabase("postgres")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String names() {
    return sql(
        "SELECT string_agg(datname || '=' || shobj_description(oid, 'pg_database'), ' '"
            + " ORDER BY datname) FROM pg_database WHERE datname IN ('living', 'incoming', 'kept')");
  }

  /** Each statement by itself, for a database is made and dropped outside of transactions. */
  private static String sql(String sql) {
    return PostgresFixture.sql(server, "postgres", sql);
  }
}
