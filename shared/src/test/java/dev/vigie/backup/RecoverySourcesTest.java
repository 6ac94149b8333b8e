package dev.vigie.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.catalog.Recovery;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoverySourcesTest {
  @TempDir private Path directory;

  @Test
  void environment_withoutVariables_namesNothing() {
    assertThat(RecoverySources.fromEnvironment(Map.of())).isEqualTo(RecoverySources.none());
  }

  @Test
  void volumes_areNamesAndDirectories() {
    assertThat(volumes("files=/srv/files/nocodb:stacks=/opt/a=b").volumes())
        .containsExactly(
            new Volume("files", Path.of("/srv/files/nocodb")),
            new Volume("stacks", Path.of("/opt/a=b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"files", "=/x", "Files=/x", "a/b=/x", "..=/x", "files=x", "a=/x:a=/y"})
  void volumes_thatCannotBe_areRefused(String variable) {
    assertThatThrownBy(() -> volumes(variable))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{}",
        "{\"images\": [], \"secrets\": [{\"name\": \"a\", \"versionId\": \"hunter2hunter2\"}],"
            + " \"volumes\": []}",
        "{\"images\": [{\"service\": \"a b\", \"image\": \"x\"}], \"secrets\": [], \"volumes\": []}",
        "{\"images\": [], \"secrets\": [], \"volumes\": [{\"volume\": \"..\", \"archive\":"
            + " \"volumes/...tar.zst\", \"files\": 0, \"bytes\": 0}]}"
      })
  void facts_thatCannotBe_areRefused_andNotRepeated(String json) throws IOException {
    Path file = Files.writeString(directory.resolve("facts.json"), json);
    assertThatThrownBy(() -> new RecoverySources(List.of(), Optional.of(file)).read())
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTING_INVALID))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void facts_ofNoFile_areNone() {
    assertThat(RecoverySources.none().read()).isEqualTo(Recovery.none());
  }

  private static RecoverySources volumes(String variable) {
    return RecoverySources.fromEnvironment(Map.of(RecoverySources.VOLUMES_VARIABLE, variable));
  }
}
