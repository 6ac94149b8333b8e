package dev.vigie.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsGuardTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\tb\n",
        "\\N\n",
        "a\\.\n",
        "\\\\.\n",
        "12345678\\N\n\\n.\n",
        ".\n",
        "\\\\\n.\n"
      })
  void rows_ofCopy_pass(String rows) {
    for (int piece = 1; piece <= 20; piece++) {
      int size = piece;
      assertThatCode(() -> feed(rows, size)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\.\n",
        "a\n\\.\nDROP TABLE x;\n",
        "a\n\\.\r\n",
        "\\. and more\n",
        "12345678\n1234567\n\\.\n",
        "no end"
      })
  void rows_thatPsqlWouldEnd_areRefusedHoweverTheyAreCut(String rows) {
    for (int piece = 1; piece <= 20; piece++) {
      int size = piece;
      assertThatThrownBy(() -> feed(rows, size))
          .isInstanceOfSatisfying(
              VigieException.class,
              e ->
                  org.assertj.core.api.Assertions.assertThat(e.code())
                      .isEqualTo(ErrorCode.ARCHIVE_DAMAGED));
    }
  }

  private static void feed(String rows, int piece) {
    byte[] bytes = rows.getBytes(ISO_8859_1);
    RowsGuard guard = new RowsGuard("rows-0001.sql.zst");
    for (int i = 0; i < bytes.length; i += piece) {
      byte[] part = Arrays.copyOfRange(bytes, i, Math.min(bytes.length, i + piece));
      guard.check(part, part.length);
    }
    guard.end();
  }
}
