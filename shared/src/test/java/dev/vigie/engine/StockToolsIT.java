package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.vigie.catalog.Manifest;
import dev.vigie.local.DatabaseImage;
import dev.vigie.local.PostgresFixture;
import dev.vigie.local.ThrowawayPostgres;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise to whoever has nothing of Vigie left: GET the object, {@code zstd -d}, {@code psql}
 * or {@code pg_restore}. Only the manifest's keys are used, and PostgreSQL's own programs.
 */
@Timeout(90)
class StockToolsIT {
  @TempDir private Path directory = Path.of("");

  @Test
  void restore_byHand_isIdentical() throws Exception {
    try (Engine engine = Engine.open();
        ThrowawayPostgres other = ThrowawayPostgres.start()) {
      String database = PostgresFixture.createSample();
      DatabaseImage image = DatabaseImage.of(engine.server(), database);
      Manifest backup = engine.backup(database);
      String schema = fetch(engine, backup, Manifest.SCHEMA).toString();
      String data = fetch(engine, backup, Manifest.DATA).toString();
      Path globals = fetch(engine, backup, Manifest.GLOBALS);

      // It makes the role postgres too, which is there: so psql goes on after that error. And it
      // gives that role the password that it had; this test needs the new server's own.
      String itsPassword = "ALTER ROLE postgres PASSWORD '%s';".formatted(other.password());
      String script = Files.readString(globals) + itsPassword;
      PostgresFixture.run(other, script, "psql", "-Xq", "-d", "postgres");
      PostgresFixture.sql(other, "postgres", "CREATE DATABASE byhand TEMPLATE template0");
      restore(other, "--section=pre-data", schema);
      restore(other, "--section=data", data);
      restore(other, "--section=post-data", schema);

      assertThat(DatabaseImage.of(other, "byhand")).isEqualTo(image);
    }
  }

  private static void restore(ThrowawayPostgres server, String section, String archive) {
    PostgresFixture.run(
        server, "", "pg_restore", "--exit-on-error", section, "-d", "byhand", archive);
  }

  /** As {@code aws s3 cp … - | zstd -d} does it: a plain GET, and the program where it is there. */
  private Path fetch(Engine engine, Manifest backup, String name) throws Exception {
    Path stored = directory.resolve(name);
    String path = "/" + engine.store().bucket() + "/" + backup.require(name).key();
    try (InputStream body = S3Fixture.server().endpoint().resolve(path).toURL().openStream()) {
      Files.copy(body, stored);
    }
    Path plain = directory.resolve(name.replace(".zst", ""));
    if (zstdIsHere()) {
      List<String> command = List.of("zstd", "-q", "-d", stored.toString(), "-o", plain.toString());
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    } else {
      new PrintStream(System.out, true, StandardCharsets.UTF_8)
          .println("The program zstd is not on this machine: its library stands in for it.");
      try (InputStream in = new ZstdInputStream(Files.newInputStream(stored))) {
        Files.copy(in, plain);
      }
    }
    return plain;
  }

  private static boolean zstdIsHere() throws IOException {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .filter(each -> !each.isEmpty())
        .anyMatch(each -> Files.isExecutable(Path.of(each, "zstd")));
  }
}
