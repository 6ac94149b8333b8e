package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientProgramsTest {
  private static final List<String> CLIENT = List.of("psql", "pg_dump", "pg_restore", "pg_dumpall");

  private final List<Path> asked = new ArrayList<>();
  private Path root = Path.of("/");

  @BeforeEach
  void takeRealRoot(@TempDir Path directory) throws IOException {
    root = directory.toRealPath();
  }

  @ParameterizedTest
  @CsvSource({
    "usr/lib/postgresql/15/bin, 15",
    "usr/pgsql-16/bin, 16",
    "opt/homebrew/opt/postgresql@17/bin, 17",
    "usr/local/opt/postgresql@14/bin, 14",
    "Applications/Postgres.app/Contents/Versions/18/bin, 18",
  })
  void find_packagersDirectory_tellsItsVersionWithoutAProcess(String bin, int major)
      throws IOException {
    install(bin, CLIENT);

    assertThat(finder().find()).containsExactly(new Installation(root.resolve(bin), major, false));
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"opt/homebrew/opt/libpq/bin", "usr/local/opt/libpq/bin", "usr/local/pgsql/bin"})
  void find_directoryWithoutAVersion_asksPgDump(String bin) throws IOException {
    install(bin, CLIENT);

    assertThat(finder().find()).containsExactly(new Installation(root.resolve(bin), 18, false));
    assertThat(asked).containsExactly(root.resolve(bin).resolve("pg_dump"));
  }

  @Test
  void find_debiansWrapper_isPassedOverForTheRealPrograms() throws IOException {
    install("usr/lib/postgresql/15/bin", CLIENT);
    program("usr/share/postgresql-common/pg_wrapper");
    link("usr/bin", CLIENT, "usr/share/postgresql-common/pg_wrapper");

    assertThat(finder("usr/bin").find())
        .containsExactly(new Installation(root.resolve("usr/lib/postgresql/15/bin"), 15, false));
  }

  @Test
  void find_directoryOfLinksOnThePath_isFollowedAndCountedOnce() throws IOException {
    install("opt/homebrew/Cellar/postgresql@17/17.2/bin", CLIENT);
    Files.createDirectories(root.resolve("opt/homebrew/opt"));
    Files.createSymbolicLink(
        root.resolve("opt/homebrew/opt/postgresql@17"),
        root.resolve("opt/homebrew/Cellar/postgresql@17/17.2"));
    for (String name : CLIENT) {
      link("opt/homebrew/bin", List.of(name), "opt/homebrew/Cellar/postgresql@17/17.2/bin/" + name);
    }

    assertThat(finder("opt/homebrew/bin").find())
        .containsExactly(
            new Installation(
                root.resolve("opt/homebrew/Cellar/postgresql@17/17.2/bin"), 17, false));
    assertThat(asked).isEmpty();
  }

  @Test
  void find_serverPrograms_areNoticed() throws IOException {
    install("usr/lib/postgresql/15/bin", CLIENT);
    install("usr/lib/postgresql/15/bin", List.of("initdb", "postgres"));

    assertThat(finder().find()).extracting(Installation::hasServer).containsExactly(true);
  }

  @Test
  void find_incompleteDirectory_isNone() throws IOException {
    install("usr/lib/postgresql/15/bin", List.of("psql", "pg_dump"));

    assertThat(finder().find()).isEmpty();
  }

  @Test
  void find_programThatCannotTellItsVersion_isNone() throws IOException {
    install("usr/bin", CLIENT);

    assertThat(
            new ClientPrograms(root, List.of(root.resolve("usr/bin")), _ -> Optional.empty())
                .find())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"13, 14", "14, 14", "15, 16", "16, 16", "17, 18"})
  void choose_severalVersions_takesTheOldestNotOlderThanTheServer(int server, int chosen)
      throws IOException {
    for (String version : List.of("18", "14", "16")) {
      install("usr/lib/postgresql/" + version + "/bin", CLIENT);
    }

    assertThat(finder().choose(server).major()).isEqualTo(chosen);
  }

  @Test
  void choose_allOlderThanTheServer_namesThem() throws IOException {
    install("usr/lib/postgresql/14/bin", CLIENT);
    install("usr/pgsql-15/bin", CLIENT);

    assertThatThrownBy(() -> finder().choose(17))
        .asInstanceOf(type(VigieException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLIENT_TOO_OLD))
        .extracting(VigieException::getMessage)
        .asString()
        .contains("17", "14 (" + root, "15 (" + root);
  }

  @Test
  void choose_noneAtAll_saysHowToGetThem() {
    assertThatThrownBy(() -> finder().choose(15))
        .asInstanceOf(type(VigieException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CLIENT_MISSING))
        .extracting(VigieException::hint)
        .asString()
        .contains("apt install", "dnf install", "brew install");
  }

  @Test
  void chooseServer_clientsOnly_saysHowToGetThem() throws IOException {
    install("usr/lib/postgresql/18/bin", CLIENT);

    assertThatThrownBy(() -> finder().chooseServer())
        .isInstanceOf(VigieException.class)
        .hasMessageContaining("server programs");
  }

  private ClientPrograms finder(String... searchPath) {
    return new ClientPrograms(
        root,
        List.of(searchPath).stream().map(root::resolve).toList(),
        program -> {
          asked.add(program);
          return Optional.of(new ServerVersion(18, 0));
        });
  }

  private void install(String bin, List<String> names) throws IOException {
    for (String name : names) {
      program(bin + "/" + name);
    }
  }

  private void program(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    assertThat(Files.createFile(file).toFile().setExecutable(true)).isTrue();
  }

  private void link(String bin, List<String> names, String target) throws IOException {
    Files.createDirectories(root.resolve(bin));
    for (String name : names) {
      Files.createSymbolicLink(root.resolve(bin).resolve(name), root.resolve(target));
    }
  }
}
