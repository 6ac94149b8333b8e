package dev.vigie.functions.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.operation.Work.TableCopy;
import dev.vigie.postgres.TableName;
import dev.vigie.restore.RestoreStarter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreEventTest {
  private static final String DIRECT = "restore-direct.json";

  @Test
  void request_isRead() {
    assertThat(RestoreEvent.of(Golden.event(DIRECT)))
        .isEqualTo(
            new RestoreEvent(
                "main",
                "nocodb",
                RestoreStarter.Choice.of("20261123T020000Z-7f3a9c04d1"),
                Optional.of("nocodb \"copy\""),
                true,
                List.of(),
                false,
                "20261123T101500Z-0123456789",
                new Origin.Direct(Optional.empty(), Optional.of("Zoë"))));
  }

  @Test
  void request_thatSaysLittle_isForTheLatestIntoANewDatabase() {
    assertThat(RestoreEvent.of(Golden.json("{\"cluster\":\"c\",\"database\":\"d\",\"swap\":null}")))
        .isEqualTo(
            new RestoreEvent(
                "c",
                "d",
                new RestoreStarter.Choice.Latest(),
                Optional.empty(),
                false,
                List.of(),
                false,
                "",
                new Origin.Direct(Optional.empty(), Optional.empty())));
  }

  @Test
  void time_inThePlaceOfABackup_isRead() {
    RestoreEvent event =
        RestoreEvent.of(
            Golden.json(
                "{\"cluster\":\"c\",\"database\":\"d\",\"at\":\"2026-11-23T02:00:00Z\",\"dryRun\":true}"));

    assertThat(event.backup())
        .isEqualTo(new RestoreStarter.Choice.At(Instant.parse("2026-11-23T02:00:00Z")));
    assertThat(event.dryRun()).isTrue();
  }

  @Test
  void tables_areReadAsInSql() {
    RestoreEvent event =
        RestoreEvent.of(
            Golden.json(
                """
                {"cluster": "c", "database": "d", "tables": [
                  {"table": "public.Orders", "as": "old.\\"Orders 1\\""}, {"table": "a.b"}]}
                """));

    assertThat(event.tables())
        .containsExactly(
            new TableCopy(new TableName("public", "orders"), new TableName("old", "Orders 1")),
            new TableCopy(new TableName("a", "b"), new TableName("a", "b")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/backup   | \"../../x\"   | backup holds \"../../x\"; it should be latest, newest, or a backup's id",
        "/backup   | \"20261123T020000Z-7f3a9c04d1/../x\" | backup holds",
        "/backup   | 20261123      | backup holds 20261123",
        "/target   | \"\"          | target holds \"\"",
        "/target   | true          | target holds true",
        "/swap     | \"true\"      | swap holds \"true\"; it should be true or false",
        "/swap     | 1             | swap holds 1",
        "/at       | \"2026-11-23T02:00:00Z\" | backup holds",
        "/at       | \"yesterday\" | at holds",
        "/dryRun   | 1             | dryRun holds 1",
        "/approval | \"yes\"       | approval holds \"yes\"; it should be what the dry run",
        "/tables   | \"a.b\"       | tables holds \"a.b\"; it should be a list",
        "/tables   | []            | tables holds []",
        "/tables   | [\"a.b\"]     | tables holds",
        "/tables   | [{\"as\": \"a.b\"}] | tables[0].table is missing",
        "/tables   | [{\"table\": \"a.b; DROP TABLE x\"}] | is no table's name",
        "/tables   | [{\"table\": \"orders\"}] | is no table's name",
        "/time     | \"now\"       | time holds \"now\"",
        "/cluster  | {}            | cluster holds {}",
        "/database | null          | database holds null",
      })
  void field_thatIsWrong_isRefusedByName(String pointer, String value, String message) {
    Golden.assertRefused(
        RestoreEvent::of, Golden.with(DIRECT, pointer, Golden.json(value)), message);
  }

  @Test
  void field_thatIsMissing_isRefusedByName() {
    Golden.assertRefused(
        RestoreEvent::of, Golden.without(DIRECT, "/database"), "database is missing");
  }
}
