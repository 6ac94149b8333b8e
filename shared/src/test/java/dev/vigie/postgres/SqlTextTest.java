package dev.vigie.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.HostileNames;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
  private static final long SEED = 20261123;

  static List<String> hostile() {
    return HostileNames.ofTables();
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void identifier_hostileName_readsBackAsItself(String name) {
    assertThat(readQuoted(SqlText.identifier(name), '"', false)).isEqualTo(name);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void literal_hostileValue_readsBackAsItself(String value) {
    assertThat(readLiteral(SqlText.literal(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void connectionValue_hostileValue_readsBackAsItself(String value) {
    assertThat(readConnectionValue(SqlText.connectionValue(value))).isEqualTo(value);
  }

  @Test
  void quoting_anyTextOfQuotesAndBackslashes_readsBackAsItself() {
    Random random = new Random(SEED);
    String alphabet = "'\"\\ E$;-\nab😀";
    for (int i = 0; i < 20_000; i++) {
      String text = randomText(random, alphabet);
      assertThat(readLiteral(SqlText.literal(text))).isEqualTo(text);
      assertThat(readConnectionValue(SqlText.connectionValue(text))).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\0", "\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d"})
  void text_withNulOrHalfASurrogatePair_isRefusedEverywhere(String text) {
    assertRefused(() -> SqlText.identifier(text));
    assertRefused(() -> SqlText.literal(text));
    assertRefused(() -> SqlText.connectionValue(text));
    assertRefused(() -> SqlText.checkName(text));
    assertRefused(() -> SqlText.suffixed(text, "_x"));
  }

  @Test
  void name_emptyOrOver63Bytes_isRefused() {
    assertRefused(() -> SqlText.checkName(""));
    assertRefused(() -> SqlText.checkName("a".repeat(64)));
    assertRefused(() -> SqlText.checkName("é".repeat(32)));
    assertThat(SqlText.checkName("é".repeat(31) + "x")).hasSize(32);
  }

  @Test
  void suffixed_anyName_fitsAndIsCutBetweenCharacters() {
    for (String name : hostile()) {
      for (int length = 0; length <= 40; length++) {
        String suffixed = SqlText.suffixed(name, "_".repeat(length));
        String kept = suffixed.substring(0, suffixed.length() - length);

        assertThat(SqlText.checkName(suffixed)).endsWith("_".repeat(length));
        assertThat(name).startsWith(kept);
        assertThat(UTF_8.newEncoder().canEncode(kept)).isTrue();
      }
    }
  }

  @Test
  void suffixed_emojiAtTheCut_isLeftOutWhole() {
    assertThat(SqlText.suffixed("😀".repeat(15) + "abc", "_x")).isEqualTo("😀".repeat(15) + "a_x");
    assertThat(SqlText.suffixed("😀".repeat(15), "_xyz")).isEqualTo("😀".repeat(14) + "_xyz");
  }

  @Test
  void suffixed_suffixOver40Characters_isRefused() {
    assertThatThrownBy(() -> SqlText.suffixed("a", "x".repeat(41)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
  }

  private static String randomText(Random random, String alphabet) {
    int[] characters = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }

  private static String readLiteral(String literal) {
    return literal.startsWith(" E")
        ? readQuoted(literal.substring(2), '\'', true)
        : readQuoted(literal, '\'', false);
  }

  /** Reads a quoted token as PostgreSQL's scan.l does, and refuses one that ends before its end. */
  private static String readQuoted(String token, char quote, boolean escapes) {
    assertThat(token).startsWith(String.valueOf(quote));
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < token.length(); i++) {
      char c = token.charAt(i);
      boolean escaped = escapes && c == '\\';
      if (c == quote && i == token.length() - 1) {
        return value.toString();
      }
      if (c == quote || escaped) {
        i++;
        assertThat(token.charAt(i)).isEqualTo(c);
      }
      value.append(c);
    }
    throw new AssertionError("not closed: " + token);
  }

  /** Reads a quoted value as libpq's conninfo_parse does. */
  private static String readConnectionValue(String token) {
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c == '\'') {
        assertThat(i).isEqualTo(token.length() - 1);
        return value.toString();
      }
      if (c == '\\') {
        i++;
      }
      value.append(token.charAt(i));
    }
    throw new AssertionError("not closed: " + token);
  }
}
