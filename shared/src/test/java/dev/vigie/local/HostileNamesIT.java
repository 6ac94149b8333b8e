package dev.vigie.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HostileNamesIT {

  @Test
  void ofTables_everyName_isOnceAndAtMost63Bytes() {
    assertThat(HostileNames.ofTables())
        .doesNotHaveDuplicates()
        .allSatisfy(each -> assertThat(each.getBytes(UTF_8).length).isBetween(1, 63))
        .anySatisfy(each -> assertThat(each.getBytes(UTF_8)).hasSize(63));
  }

  @Test
  void ofTables_everyName_isTakenByPostgres() {
    String database = PostgresFixture.createDatabase("hostile");
    List<String> names = HostileNames.ofTables();

    PostgresFixture.sql(
        database,
        names.stream()
            .map(PostgresFixture::identifier)
            .map(each -> "CREATE TABLE %s (%s text);\n".formatted(each, each))
            .collect(Collectors.joining()));

    assertThat(
            PostgresFixture.sql(
                database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
        .isEqualTo(String.valueOf(names.size()));
  }

  @Test
  void ofDatabases_someNames_canBeMadeAndConnectedTo() {
    for (String name : List.of("dbname=postgres", "trailing\\", "it's", "\u202eright to left")) {
      assertThat(HostileNames.ofDatabases()).contains(name);
      PostgresFixture.createDatabase(name);
      assertThat(PostgresFixture.sql(name, "SELECT current_database()")).isEqualTo(name);
    }
  }
}
