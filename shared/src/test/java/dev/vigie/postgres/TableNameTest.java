package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.VigieException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "public.orders | public | orders",
        "Public.ORDERS_2 | public | orders_2",
        "\"Public\".\"a.b\" | Public | a.b",
        "s.\"a \"\"b\"\" c\" | s | a \"b\" c",
        "é._x$1 | é | _x$1",
      })
  void parse_asSql(String text, String schema, String name) {
    TableName parsed = TableName.parse(text);

    assertThat(parsed).isEqualTo(new TableName(schema, name));
    assertThat(TableName.parse(parsed.quoted())).isEqualTo(parsed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders",
        ".orders",
        "public.",
        "a.b.c",
        "a.b;",
        "a.b c",
        "a.*",
        "1a.b",
        "a.\"b",
        "a.\"\"",
        "\"a\"b.c",
        "a..b",
        " a.b"
      })
  void parse_whatIsNoName_isRefused(String text) {
    assertThatThrownBy(() -> TableName.parse(text)).isInstanceOf(VigieException.class);
  }
}
