package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/** What is sent and understood, in the shapes of the EventBridge API Reference, "PutEvents". */
class EventBusIT {
  private static final String ACCEPTED =
      "{\"FailedEntryCount\":0,\"Entries\":[{\"EventId\":\"11710aed-b79e-4468-a20b-bb3c0c3b4860\"}]}";
  private static final String REFUSED =
      "{\"FailedEntryCount\":1,\"Entries\":[{\"ErrorCode\":\"InternalFailure\","
          + "\"ErrorMessage\":\"Internal Service Failure\"}]}";

  private final Deque<SsmEndpoint.Answer> answers = new ArrayDeque<>();
  private SsmEndpoint endpoint;
  private EventBridgeClient client;

  @BeforeEach
  void open() throws IOException {
    endpoint = new SsmEndpoint(_ -> answers.size() > 1 ? answers.remove() : answers.element());
    client =
        EventBus.clientBuilder()
            .endpointOverride(URI.create(endpoint.address()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();
  }

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  @Test
  void event_isSentInTheDocumentedForm() throws IOException {
    answers.add(SsmEndpoint.Answer.ok(ACCEPTED));
    put();

    assertThat(endpoint.calls()).hasSize(1);
    assertThat(endpoint.calls().getFirst().action()).isEqualTo("PutEvents");
    assertThat(endpoint.calls().getFirst().body())
        .isEqualTo(
            SsmEndpoint.JSON.readTree(
                """
                {"Entries": [{"EventBusName": "vigie-quickdata", "Source": "vigie",
                  "DetailType": "BackupSucceeded", "Detail": "{}", "Time": 1795399200.0}]}
                """));
  }

  @Test
  void event_thatTheBusDoesNotTake_fails() {
    answers.add(SsmEndpoint.Answer.ok(REFUSED));
    assertFails(ErrorCode.CLOUD_UNAVAILABLE, "InternalFailure");

    answers.clear();
    answers.add(SsmEndpoint.Answer.error(400, "AccessDeniedException", "not authorized"));
    assertFails(ErrorCode.CLOUD_DENIED, "vigie-quickdata");
  }

  @Test
  void throttling_thatPasses_isRetried() {
    answers.add(SsmEndpoint.Answer.error(400, "ThrottlingException", "Rate exceeded"));
    answers.add(SsmEndpoint.Answer.ok(ACCEPTED));
    put();

    assertThat(endpoint.calls()).hasSize(2);
  }

  private void put() {
    new EventBus(client, "vigie-quickdata")
        .put("BackupSucceeded", "{}", Instant.parse("2026-11-23T02:00:00Z"));
  }

  private void assertFails(ErrorCode code, String message) {
    assertThatThrownBy(this::put)
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }
}
