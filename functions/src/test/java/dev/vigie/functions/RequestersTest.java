package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.Tier;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.functions.event.Origin;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationRequest;
import dev.vigie.operation.Requester;
import dev.vigie.operation.Work;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.WriteCondition;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestersTest {
  private static final Instant NOW = Instant.parse("2026-11-23T02:00:30Z");
  private static final String REQUEST_ID = "9a8b7c6d-0000-1111-2222-333344445555";
  private static final Origin DIRECT = new Origin.Direct(Optional.empty(), Optional.of("Zoë"));

  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
  private final InMemoryObjectStore store = new InMemoryObjectStore("vigie-test", clock);
  private final OperationJournal journal = new OperationJournal(store);

  @Test
  void schedule_isTheSameInEveryDelivery() {
    Origin origin = new Origin.Scheduled(NOW.minusSeconds(30), "arn:aws:scheduler:x");

    assertThat(requester(origin, "first"))
        .isEqualTo(requester(origin, "second"))
        .isEqualTo(
            new Requester(NOW.minusSeconds(30), "arn:aws:scheduler:x", "arn:aws:scheduler:x"));
  }

  @Test
  void invocation_isKnownByLambdasRequestId() {
    assertThat(requester(DIRECT, REQUEST_ID))
        .isEqualTo(new Requester(NOW, REQUEST_ID, "invocation " + REQUEST_ID + " for Zoë"));
  }

  @Test
  void invocation_deliveredAgain_isForTheTimeOfTheFirstDelivery() {
    Instant first = NOW.minus(Duration.ofMinutes(3)).minusSeconds(5);
    begin(first, "invocation " + REQUEST_ID + " for Zoë");
    begin(first.plusSeconds(60), "invocation " + REQUEST_ID + "0");
    String damaged = "operations/20261123T015900Z-0000000001/request.json";
    store.put(damaged, "{".getBytes(StandardCharsets.UTF_8), Map.of(), WriteCondition.IF_ABSENT);

    assertThat(requester(DIRECT, REQUEST_ID).time()).isEqualTo(first);
    assertThat(requester(DIRECT, "another").time()).isEqualTo(NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-145H", "PT25H"})
  void time_thatNobodyWouldLookAfter_isRefused(String away) {
    Origin origin = new Origin.Scheduled(NOW.plus(Duration.parse(away)), "");

    assertThatThrownBy(() -> requester(origin, REQUEST_ID))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
        .hasMessageContaining("between 6 days ago and a day ahead");
  }

  private Requester requester(Origin origin, String requestId) {
    return new Requesters(journal, clock).of(origin, requestId);
  }

  private void begin(Instant time, String requestedBy) {
    journal.begin(
        new OperationRequest(
            OperationRequest.SCHEMA_VERSION,
            OperationId.of(time, requestedBy),
            time,
            time.plus(Duration.ofHours(6)),
            requestedBy,
            "local",
            new Work.Backup("main", "app", Tier.DAILY)));
  }
}
