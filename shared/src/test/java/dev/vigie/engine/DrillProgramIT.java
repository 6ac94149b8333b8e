package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.catalog.Manifest;
import dev.vigie.engine.VigieProgram.Ended;
import dev.vigie.engine.VigieProgram.Running;
import dev.vigie.local.PostgresFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drills as people and scripts start them, and what the other commands say afterwards. */
class DrillProgramIT {
  private static final String DATABASE = "drilled by its program";

  @TempDir private static Path directory = Path.of("");
  private static Engine engine;
  private static VigieProgram vigie;
  private static Manifest backup;

  @BeforeAll
  static void backUp() {
    engine = Engine.open();
    vigie = VigieProgram.on(directory, engine.store().bucket()).with("PGDATABASE", DATABASE);
    PostgresFixture.createDatabase(DATABASE);
    engine.sql(
        DATABASE, "CREATE TABLE t AS SELECT n, md5(n::text) FROM generate_series(1, 60000) n");
    backup = engine.backup(DATABASE);
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void drill_verifiesABackup_andEveryCommandSaysSo() throws Exception {
    Ended before = vigie.run("list", "--output", "json");
    Ended warned = vigie.run("restore", "latest", "--target", "unverified");
    Path checks = Files.writeString(directory.resolve("checks.json"), checks("60000"));

    Ended drilled = vigie.run("drill", "--checks", checks.toString(), "--output", "json");

    assertThat(before.json().at("/0/verified").booleanValue()).isFalse();
    assertThat(warned.status()).as(warned.err()).isZero();
    assertThat(warned.err()).contains("note: backup " + backup.backupId() + " was not verified");
    assertThat(drilled.status()).as(drilled.err()).isZero();
    JsonNode report = drilled.json().at("/report");
    assertThat(report.at("/kind").textValue()).isEqualTo("drill");
    assertThat(report.at("/checks").intValue()).isEqualTo(1);
    assertThat(vigie.run("list", "--output", "json").json().at("/0/verified").booleanValue())
        .isTrue();
    assertThat(vigie.run("show", backup.backupId().value()).out()).contains(" by restore ");
    Ended restored = vigie.run("restore", "--target", "verified");
    assertThat(restored.err())
        .contains("note: by the drills of this database it takes about ")
        .doesNotContain("was not verified");
    JsonNode measured = vigie.run("objectives", "--output", "json").json().at("/0");
    assertThat(measured.at("/newestVerified").textValue()).isEqualTo(backup.backupId().value());
    assertThat(measured.at("/restore").textValue()).startsWith("PT");
    Ended audit = vigie.run("audit", "--output", "json");
    assertThat(audit.status()).as(audit.out()).isZero();
    assertThat(audit.json().at("/entries").intValue()).isGreaterThanOrEqualTo(3);
    assertThat(audit.json().at("/faults")).isEmpty();
  }

  @Test
  void drill_whoseCheckFails_endsWithItsStatusAndVerifiesNothing() throws Exception {
    Path checks = Files.writeString(directory.resolve("failing.json"), checks("7"));

    Ended drilled = vigie.run("drill", "--checks", checks.toString());

    assertThat(drilled.status()).isEqualTo(6);
    assertThat(drilled.err()).contains("[CHECK_FAILED]", "gave 60000 instead of 7");
  }

  @Test
  void checks_thatAreNone_areRefused() throws Exception {
    Path checks = Files.writeString(directory.resolve("none.json"), "{\"sql\":");

    Ended drilled = vigie.run("drill", "--checks", checks.toString());

    assertThat(drilled.status()).isEqualTo(2);
    assertThat(drilled.err()).contains("[REQUEST_INVALID]", "none.json");
  }

  @Test
  void drill_thatIsEnded_leavesNoServer() throws Exception {
    VigieProgram own = vigie.with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + directory);
    Running running = own.start("drill", backup.backupId().value());
    await(() -> !servers().isEmpty());

    running.process().destroy();
    Ended ended = running.end();

    assertThat(ended.status()).isIn(143, 130);
    await(() -> servers().isEmpty());
  }

  private static String checks(String expected) {
    return "[{\"sql\": \"SELECT count(*) FROM t\", \"expected\": \"%s\"}]".formatted(expected);
  }

  private static void await(BooleanSupplier condition) {
    Instant end = Instant.now().plusSeconds(60);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private static List<Path> servers() {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(path -> path.getFileName().toString().startsWith("vigie-pg-")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
