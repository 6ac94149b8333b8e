package dev.vigie.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.HostileNames;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyNameTest {
  private static final long SEED = 20261123;

  @ParameterizedTest
  @CsvSource({"nocodb,nocodb", "My DB,My!20DB", "../x,!2e.!2fx", "a.b,a.b", "!,!21", "é,!c3!a9"})
  void encode_name_isAsDocumented(String name, String segment) {
    assertThat(KeyName.encode(name)).isEqualTo(segment);
    assertThat(KeyName.decode(segment)).isEqualTo(name);
  }

  @Test
  void encode_hostileNames_comeBackAndNeverMeet() {
    Map<String, String> segments = new HashMap<>();
    for (String name : HostileNames.ofTables()) {
      assertRoundTrip(name, segments);
    }
  }

  @Test
  void encode_anyUnicodeText_comesBackAndNeverMeetsAnother() {
    Random random = new Random(SEED);
    Map<String, String> segments = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = 1 + random.nextInt(8); length > 0; length--) {
        int bound = random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT;
        int c = 1 + random.nextInt(bound);
        if (Character.getType(c) != Character.SURROGATE) {
          name.appendCodePoint(c);
        }
      }
      if (!name.isEmpty()) {
        assertRoundTrip(name.toString(), segments);
      }
    }
  }

  private static void assertRoundTrip(String name, Map<String, String> segments) {
    String segment = KeyName.encode(name);
    assertThat(segment).matches("[A-Za-z0-9_!-][A-Za-z0-9_!.-]*").hasSizeLessThanOrEqualTo(189);
    assertThat(KeyName.decode(segment)).isEqualTo(name);
    assertThat(segments.merge(segment, name, (one, _) -> one)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0", "\ud83d", "a\ude00b"})
  void encode_whatIsNoName_isRefused(String name) {
    assertCode(() -> KeyName.encode(name), ErrorCode.REQUEST_INVALID);
    assertCode(() -> KeyName.encode("é".repeat(32)), ErrorCode.REQUEST_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".x",
        "a b",
        "!",
        "!2",
        "!zz",
        "!61",
        "!C3!A9",
        "!ff",
        "!00",
        "é",
        "ā",
        "!ed!a0!80",
        "!c0!80",
        "a/b"
      })
  void decode_whatEncodeNeverGives_isInvalid(String segment) {
    assertThat(KeyName.isSegment(segment)).isFalse();
    assertCode(() -> KeyName.decode(segment), ErrorCode.MANIFEST_INVALID);
    assertCode(() -> KeyName.decode("a".repeat(64)), ErrorCode.MANIFEST_INVALID);
  }

  @Test
  void decode_anyAsciiText_isRefusedOrComesBack() {
    Random random = new Random(SEED);
    byte[] bytes = new byte[6];
    for (int i = 0; i < 50_000; i++) {
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) "!!!0123abcdef.-_ A/".charAt(random.nextInt(19));
      }
      String segment = new String(bytes, StandardCharsets.US_ASCII);
      if (KeyName.isSegment(segment)) {
        assertThat(KeyName.encode(KeyName.decode(segment))).isEqualTo(segment);
      }
    }
  }

  private static void assertCode(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
