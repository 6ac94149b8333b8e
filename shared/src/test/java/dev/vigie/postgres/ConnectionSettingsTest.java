package dev.vigie.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.local.HostileNames;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSettingsTest {

  static List<String> hostile() {
    return HostileNames.ofTables();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "postgresql://                              | {}",
        "postgres://                                | {}",
        "postgresql:///                             | {}",
        "postgresql://h                             | {PGHOST=h}",
        "postgresql://h/d                           | {PGDATABASE=d, PGHOST=h}",
        "postgresql://h:1/d                         | {PGDATABASE=d, PGHOST=h, PGPORT=1}",
        "postgresql://u@h                           | {PGHOST=h, PGUSER=u}",
        "postgresql://u@                            | {PGUSER=u}",
        "postgresql://u:@h                          | {PGHOST=h, PGUSER=u}",
        "postgresql://:p@h                          | {PGHOST=h, PGPASSWORD=p}",
        "postgresql://u:p?x=y&z@h/d                 | {PGDATABASE=d, PGHOST=h, PGPASSWORD=p?x=y&z, PGUSER=u}",
        "postgresql://u:a:b@h                       | {PGHOST=h, PGPASSWORD=a:b, PGUSER=u}",
        "postgresql://u:%40%2F%3a%25@h              | {PGHOST=h, PGPASSWORD=@/:%, PGUSER=u}",
        "postgresql://u+v:p+q@h/a+b                 | {PGDATABASE=a+b, PGHOST=h, PGPASSWORD=p+q, PGUSER=u+v}",
        "postgresql://:6543/d                       | {PGDATABASE=d, PGPORT=6543}",
        "postgresql://[::1]/d                       | {PGDATABASE=d, PGHOST=::1}",
        "postgresql://[2001:db8::1]:1,[::1]/d       | {PGDATABASE=d, PGHOST=2001:db8::1,::1, PGPORT=1,5432}",
        "postgresql://[fe80::1%25eth0]              | {PGHOST=fe80::1%eth0}",
        "postgresql://a,b,c/d                       | {PGDATABASE=d, PGHOST=a,b,c}",
        "postgresql://a:1,b:2/d                     | {PGDATABASE=d, PGHOST=a,b, PGPORT=1,2}",
        "postgresql://,b:2/d                        | {PGDATABASE=d, PGHOST=,b, PGPORT=5432,2}",
        "postgresql://a:,b/d                        | {PGDATABASE=d, PGHOST=a,b}",
        "postgresql://%2Fvar%2Frun/d                | {PGDATABASE=d, PGHOST=/var/run}",
        "postgresql:///d?host=/var/run&port=1       | {PGDATABASE=d, PGHOST=/var/run, PGPORT=1}",
        "postgresql:///d?host=%2Fa%20b              | {PGDATABASE=d, PGHOST=/a b}",
        "postgresql://h?user=u&password=p%26q       | {PGHOST=h, PGPASSWORD=p&q, PGUSER=u}",
        "postgresql://h/d?dbname=e                  | {PGDATABASE=e, PGHOST=h}",
        "postgresql://h/a/b                         | {PGDATABASE=a/b, PGHOST=h}",
        "postgresql://h?ssl=true                    | {PGHOST=h, PGSSLMODE=require}",
        "postgresql://h?sslmode=verify-full&        | {PGHOST=h, PGSSLMODE=verify-full}",
        "postgresql://h?options=-c%20geqo%3Doff     | {PGHOST=h, PGOPTIONS=-c geqo=off}",
      })
  void parse_uri_givesLibpqsVariables(String uri, String expected) {
    assertThat(new java.util.TreeMap<>(ConnectionSettings.parse(uri).environment()).toString())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "h/s3cret",
        "http://u:s3cret@h",
        "postgresql:/u:s3cret@h",
        "postgresql://u:p@s3cret@h/d",
        "postgresql://u:p@h/s3cret@d",
        "postgresql://u:a/s3cret@h/d",
        "postgresql://u:a/b?s3cret=x@h/d",
        "postgresql://u:s3cret@h:x/d",
        "postgresql://u:s3cret@h:0/d",
        "postgresql://u:s3cret@h:65536/d",
        "postgresql://u:s3cret@h:99999999999/d",
        "postgresql://u:s3cret@[::1/d",
        "postgresql://u:s3cret@[]/d",
        "postgresql://u:s3cret@a[b]/d",
        "postgresql://u:s3cret@::1/d",
        "postgresql://u:s3cret%@h",
        "postgresql://u:s3cret%2@h",
        "postgresql://u:s3cret%zz@h",
        "postgresql://u:s3cret%00@h",
        "postgresql://u:s3cret%ff@h",
        "postgresql://u:s3cret\0@h",
        "postgresql://u:s3cret\ud83d@h",
        "postgresql://u:s3cret%ed%a0%80@h",
        "postgresql://h?password",
        "postgresql://h?password=s3cret=x",
        "postgresql://h?password=s3cret&keepalives=1",
        "postgresql://h?password=s3cret&PASSWORD=x",
      })
  void parse_whatIsNoUri_isRefusedWithoutRepeatingIt(String uri) {
    assertThatThrownBy(() -> ConnectionSettings.parse(uri))
        .isInstanceOfSatisfying(
            VigieException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
              assertThat(e.getMessage() + e.hint() + e.getCause()).doesNotContain("s3cret");
            });
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void parse_hostilePartsPercentEncoded_readBackAsThemselves(String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");

    ConnectionSettings settings =
        ConnectionSettings.parse(
            "postgresql://%s:%s@h/%s?options=%s".formatted(encoded, encoded, encoded, encoded));

    assertThat(settings.environment())
        .containsEntry("PGUSER", name)
        .containsEntry("PGPASSWORD", name)
        .containsEntry("PGDATABASE", name)
        .containsEntry("PGOPTIONS", name);
  }

  @Test
  void toString_ofSettingsAndTools_hidesThePassword() {
    ConnectionSettings settings = ConnectionSettings.parse("postgresql://u:s3cret@h:1/d");

    assertThat(settings.toString()).isEqualTo("ConnectionSettings[h:1/d]");
    assertThat(new PgTools(List.of(), Optional.empty(), settings).toString())
        .doesNotContain("s3cret");
    assertThat(settings.server()).isEqualTo("h:1");
  }

  @Test
  void environment_valueThatNoProcessCanHave_isRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> new ConnectionSettings(Map.of("PGPASSWORD", "s3cret\0")))
        .isInstanceOf(VigieException.class)
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> new ConnectionSettings(Map.of("PATH", "/x")))
        .isInstanceOf(VigieException.class);
  }

  @Test
  void fromEnvironment_takesLibpqsVariablesAndNoOthers() {
    assertThat(
            ConnectionSettings.fromEnvironment(
                    Map.of(
                        "PGHOST",
                        "h",
                        "PGREQUIREAUTH",
                        "scram-sha-256",
                        "PGDATA",
                        "/x",
                        "HOME",
                        "/root"))
                .environment())
        .containsOnlyKeys("PGHOST", "PGREQUIREAUTH");
  }

  @Test
  void orElse_bothNameIt_theFirstWins() {
    ConnectionSettings uri = ConnectionSettings.parse("postgresql://h/d");
    ConnectionSettings environment =
        new ConnectionSettings(Map.of("PGHOST", "other", "PGPASSWORD", "p"));

    assertThat(uri.orElse(environment).environment())
        .isEqualTo(Map.of("PGHOST", "h", "PGDATABASE", "d", "PGPASSWORD", "p"));
  }

  @Test
  void withDatabase_nameThatCannotBe_isRefused() {
    assertThatThrownBy(() -> ConnectionSettings.parse("postgresql://").withDatabase(""))
        .isInstanceOf(VigieException.class);
  }
}
