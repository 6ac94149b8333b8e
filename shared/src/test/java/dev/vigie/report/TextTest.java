package dev.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.local.HostileNames;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "1310720, 1.25 MiB",
    "10737418240, 10.0 GiB",
    "9223372036854775807, 8192.0 PiB"
  })
  void bytes_anySize_hasThreeFigures(long bytes, String text) {
    assertThat(Text.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.00 s",
    "PT59.99S, 59.99 s",
    "PT60S, 0:01:00",
    "PT26H3M4S, 26:03:04",
    "PT-1S, -1.00 s"
  })
  void duration_any_isShort(Duration duration, String text) {
    assertThat(Text.duration(duration)).isEqualTo(text);
  }

  @Test
  void name_hostileOnes_cannotMoveTheCursor() {
    for (String name : HostileNames.ofTables()) {
      assertThat(Text.name(name)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\u2028\u2029]");
    }
    assertThat(Text.name("a\u001b[31m\n")).isEqualTo("a\\u001b[31m\\u000a");
    assertThat(Text.name("half \ud83d")).isEqualTo("half \\ud83d");
    assertThat(Text.message("two\nlines\u001b")).isEqualTo("two\nlines\\u001b");
  }

  @Test
  void table_anyNames_hasALinePerRow() {
    List<List<String>> rows =
        HostileNames.ofTables().stream().map(name -> List.of(Text.name(name), "1,234")).toList();

    assertThat(Text.table(List.of("NAME", " ROWS"), rows).lines()).hasSize(rows.size() + 1);
    assertThat(Text.table(List.of("NAME", " ROWS"), List.of())).isEqualTo("NAME  ROWS\n");
    assertThat(Text.table(List.of("A", " B"), List.of(List.of("", "10"), List.of("x", ""))))
        .isEqualTo("A   B\n   10\nx\n");
  }

  @Test
  void table_anyUnicode_neverThrows() {
    Random random = new Random(20261123);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder cell = new StringBuilder();
      for (int length = random.nextInt(10); length > 0; length--) {
        cell.append((char) random.nextInt(0x1_0000));
      }
      String text = cell.toString();
      assertThat(Text.table(List.of("A%s"), List.of(List.of(text), List.of(Text.name(text)))))
          .startsWith("A%s");
    }
  }
}
