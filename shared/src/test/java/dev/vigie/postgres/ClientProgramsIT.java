package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientProgramsIT {

  @Test
  void find_thisMachine_versionsAreWhatTheProgramsSay() {
    List<Installation> found = ClientPrograms.ofThisMachine().find();

    assertThat(found).isNotEmpty();
    assertThat(found)
        .allSatisfy(
            each ->
                assertThat(ProgramVersion.ask(each.program("pg_dump")))
                    .map(ServerVersion::major)
                    .contains(each.major()));
  }

  @Test
  void find_programsOfUnknownVersion_areAskedAndTheBrokenLeftOut(@TempDir Path root)
      throws IOException {
    Path good = root.toRealPath().resolve("good");
    scripts(good, "echo 'pg_dump (PostgreSQL) 17.2'");
    Path failing = root.resolve("failing");
    scripts(failing, "echo 'pg_dump (PostgreSQL) 17.2'; exit 1");
    Path silent = root.resolve("silent");
    scripts(silent, "true");

    assertThat(ClientPrograms.in(root, List.of(failing, silent, good)).find())
        .containsExactly(new Installation(good, 17, false));
  }

  private static void scripts(Path bin, String body) throws IOException {
    Files.createDirectories(bin);
    for (String name : List.of("psql", "pg_dump", "pg_restore", "pg_dumpall")) {
      Path script = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body + "\n");
      assertThat(script.toFile().setExecutable(true)).isTrue();
    }
  }
}
