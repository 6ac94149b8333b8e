package dev.vigie.functions.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.vigie.config.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupEventTest {
  private static final String SCHEDULED = "backup-scheduled.json";
  private static final String ENVELOPED = "backup-enveloped.json";
  private static final Instant TIME = Instant.parse("2026-11-23T02:00:00Z");

  @Test
  void scheduledEvent_isReadWithItsTimeAndSchedule() {
    assertThat(BackupEvent.of(Golden.event(SCHEDULED)))
        .isEqualTo(
            new BackupEvent(
                "main",
                "nocodb",
                Tier.WEEKLY,
                new Origin.Scheduled(
                    TIME,
                    "arn:aws:scheduler:eu-west-3:123456789012:schedule/vigie/nocodb-weekly")));
  }

  @Test
  void scheduledEvent_withoutArnAndTier_isDaily() {
    JsonNode event = Golden.without(SCHEDULED, "/scheduleArn");
    assertThat(BackupEvent.of(event).origin()).isEqualTo(new Origin.Scheduled(TIME, ""));

    JsonNode untiered = Golden.without(SCHEDULED, "/tier");
    assertThat(BackupEvent.of(untiered).tier()).isEqualTo(Tier.DAILY);
  }

  @Test
  void message_ofTheSettingsOwnSchedule_isReadWithItsName() {
    OrderBatch batch = OrderBatch.of(Golden.event("sqs-backups.json"));

    assertThat(batch.messages())
        .extracting(OrderBatch.Message::id)
        .containsExactly(
            "059f36b4-87a3-44ab-83d2-661975830a7d", "2e1424d4-f796-459a-8184-9c92662be6da");
    assertThat(BackupEvent.of(Golden.json(batch.messages().getFirst().body())))
        .isEqualTo(
            new BackupEvent(
                "main", "nocodb", Tier.WEEKLY, new Origin.Scheduled(TIME, "schedule nightly")));
    assertThat(OrderBatch.isIn(Golden.event("backup-direct.json"))).isFalse();
    Golden.assertRefused(OrderBatch::of, Golden.json("{\"Records\":[]}"), "Records holds []");
    Golden.assertRefused(
        OrderBatch::of,
        Golden.without("sqs-backups.json", "/Records/1/body"),
        "Records[1].body is missing");
  }

  @Test
  void tick_isReadWithItsTime() {
    Instant now = Instant.parse("2026-11-23T02:01:00Z");
    assertThat(TickEvent.of(Golden.event("tick.json"), now).time())
        .isEqualTo(Instant.parse("2026-11-23T01:55:00Z"));
    Golden.assertRefused(
        event -> TickEvent.of(event, now),
        Golden.event("tick-placeholders.json"),
        "did not replace the keyword");
    Golden.assertRefused(
        event -> TickEvent.of(event, now), Golden.json("{}"), "scheduledTime is missing");
    Instant later = now.plus(Duration.ofDays(2));
    Golden.assertRefused(
        event -> TickEvent.of(event, later),
        Golden.event("tick.json"),
        "it should be for a time between a day ago and 5 minutes ahead");
  }

  @Test
  void envelopedEvent_isReadFromItsDetail() {
    assertThat(BackupEvent.of(Golden.event(ENVELOPED)))
        .isEqualTo(
            new BackupEvent(
                "main",
                "nocodb",
                Tier.DAILY,
                new Origin.Scheduled(
                    TIME, "arn:aws:events:eu-west-3:123456789012:rule/nocodb-nightly")));
    assertThat(
            BackupEvent.of(Golden.with(ENVELOPED, "/source", TextNode.valueOf("aws.scheduler")))
                .database())
        .isEqualTo("nocodb");
  }

  @Test
  void directEvent_isReadWithItsRequester() {
    assertThat(BackupEvent.of(Golden.event("backup-direct.json")))
        .isEqualTo(
            new BackupEvent(
                "main",
                "nocodb",
                Tier.MONTHLY,
                new Origin.Direct(
                    Optional.of(Instant.parse("2026-11-23T02:04:05Z")),
                    Optional.of("Zoë, before the upgrade"))));
  }

  @Test
  void unknownFields_arePassedOver() {
    JsonNode event = Golden.with(SCHEDULED, "/new", Golden.json("{\"deep\":[1,{}]}"));
    assertThat(BackupEvent.of(event)).isEqualTo(BackupEvent.of(Golden.event(SCHEDULED)));
  }

  @Test
  void placeholder_thatNobodyReplaced_isRefusedAsSuch() {
    Golden.assertRefused(
        BackupEvent::of,
        Golden.event("backup-placeholders.json"),
        "scheduledTime holds \"<aws.scheduler.scheduled-time>\"; it should be a time such as"
            + " 2026-11-23T02:00:00Z; EventBridge Scheduler did not replace the keyword");
    Golden.assertRefused(
        BackupEvent::of,
        Golden.with(SCHEDULED, "/scheduleArn", TextNode.valueOf("<aws.scheduler.schedule-arn>")),
        "scheduleArn holds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/cluster       | 7                  | cluster holds 7; it should be a name of 1 to 63",
        "/cluster       | null               | cluster holds null",
        "/cluster       | \"\"               | cluster holds \"\"",
        "/database      | [\"nocodb\"]       | database holds [\"nocodb\"]",
        "/database      | \"a\\u0000b\"      | database holds \"a\\u0000b\"",
        "/database      | \"\\ud800\"        | database holds",
        "/tier          | \"DAILY\"          | tier holds \"DAILY\"; it should be daily, weekly,",
        "/tier          | {}                 | tier holds {}",
        "/scheduledTime | \"yesterday\"      | scheduledTime holds \"yesterday\"",
        "/scheduledTime | 1795399200         | scheduledTime holds 1795399200",
        "/scheduledTime | \"2026-11-23T02:00\" | scheduledTime holds \"2026-11-23T02:00\"",
        "/scheduleArn   | \"a\\nb\"          | scheduleArn holds \"a\\nb\"; it should be one line",
      })
  void field_thatIsWrong_isRefusedByName(String pointer, String value, String message) {
    Golden.assertRefused(
        BackupEvent::of, Golden.with(SCHEDULED, pointer, Golden.json(value)), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "database"})
  void field_thatIsMissing_isRefusedByName(String field) {
    Golden.assertRefused(
        BackupEvent::of, Golden.without(SCHEDULED, "/" + field), field + " is missing");
    Golden.assertRefused(
        BackupEvent::of,
        Golden.without(ENVELOPED, "/detail/" + field),
        "detail." + field + " is missing");
  }

  @Test
  void envelope_thatIsWrong_isRefusedByField() {
    Golden.assertRefused(
        BackupEvent::of,
        Golden.with(ENVELOPED, "/source", TextNode.valueOf("aws.s3")),
        "source holds \"aws.s3\"; it should be aws.events or aws.scheduler");
    Golden.assertRefused(
        BackupEvent::of,
        Golden.with(ENVELOPED, "/detail", TextNode.valueOf("{}")),
        "detail holds \"{}\"; it should be an object");
    Golden.assertRefused(BackupEvent::of, Golden.without(ENVELOPED, "/time"), "time is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it's \"quoted\"",
        "two\nlines",
        "$(reboot)",
        "; drop table x --",
        "../../manifest.json",
        "Ünïcode ☃ 𝄞",
        "UPPER case",
        "postgresql://elsewhere/x",
      })
  void name_ofAnyKind_isTakenAsItIs(String name) {
    JsonNode event = Golden.with(SCHEDULED, "/database", TextNode.valueOf(name));
    assertThat(BackupEvent.of(event).database()).isEqualTo(name);
  }

  @Test
  void name_isBoundedInBytes() {
    JsonNode longest = Golden.with(SCHEDULED, "/database", TextNode.valueOf("é".repeat(31) + "x"));
    assertThat(BackupEvent.of(longest).database()).hasSize(32);

    Golden.assertRefused(
        BackupEvent::of,
        Golden.with(SCHEDULED, "/database", TextNode.valueOf("é".repeat(32))),
        "database holds \"éé");
    Golden.assertRefused(
        BackupEvent::of,
        Golden.with(SCHEDULED, "/database", TextNode.valueOf("𝄞".repeat(250_000))),
        "𝄞…; it should be a name");
  }

  @Test
  void requester_isOneShortLine() {
    JsonNode longest =
        Golden.with("backup-direct.json", "/requestedBy", TextNode.valueOf("x".repeat(2048)));
    assertThat(BackupEvent.of(longest).cluster()).isEqualTo("main");

    Golden.assertRefused(
        BackupEvent::of,
        Golden.with("backup-direct.json", "/requestedBy", TextNode.valueOf("x".repeat(2049))),
        "requestedBy holds");
    Golden.assertRefused(
        BackupEvent::of,
        Golden.with("backup-direct.json", "/requestedBy", TextNode.valueOf("a\r\nTo: b")),
        "requestedBy holds \"a\\r\\nTo: b\"; it should be one line");
  }
}
