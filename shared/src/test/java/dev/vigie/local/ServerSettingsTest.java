package dev.vigie.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.VigieException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {

  @Test
  void asFile_quoteAndBackslash_areEscaped() {
    assertThat(new ServerSettings(Map.of("search_path", "a'b\\c")).asFile())
        .isEqualTo("search_path = 'a''b\\\\c'\n");
  }

  @Test
  void with_sameName_takesTheLater() {
    ServerSettings settings = ServerSettings.forThrowingAway().with(Map.of("fsync", "on"));

    assertThat(settings.asFile()).contains("fsync = 'on'\n").doesNotContain("fsync = 'off'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a=b", "a\nb", "A'"})
  void new_nameThatIsNone_isRefused(String name) {
    assertThatThrownBy(() -> new ServerSettings(Map.of(name, "on")))
        .isInstanceOf(VigieException.class);
  }

  @Test
  void new_valueOfTwoLines_isRefused() {
    assertThatThrownBy(() -> new ServerSettings(Map.of("port", "1\nfsync = on")))
        .isInstanceOf(VigieException.class);
  }
}
