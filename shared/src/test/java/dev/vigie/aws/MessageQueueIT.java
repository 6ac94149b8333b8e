package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What is sent and understood, in the shapes of the SQS API Reference, "SendMessageBatch". */
class MessageQueueIT {
  private static final String URL = "http://127.0.0.1/123456789012/vigie-quickdata-backups";

  private final Deque<SsmEndpoint.Answer> faults = new ArrayDeque<>();
  private SsmEndpoint endpoint;
  private SqsClient client;

  @BeforeEach
  void open() throws IOException {
    endpoint = new SsmEndpoint(call -> faults.isEmpty() ? accepted(call.body()) : faults.remove());
    client =
        MessageQueue.clientBuilder()
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
  void messages_areSentTenAtOnce_withTheirDelays() {
    send(23);

    assertThat(endpoint.calls())
        .extracting(SsmEndpoint.Call::action)
        .containsOnly("SendMessageBatch");
    assertThat(endpoint.calls())
        .extracting(call -> call.body().path("Entries").size())
        .containsExactly(10, 10, 3);
    JsonNode last = endpoint.calls().getLast().body();
    assertThat(last.path("QueueUrl").asText()).isEqualTo(URL);
    assertThat(last.at("/Entries/2/MessageBody").asText()).isEqualTo("message 22");
    assertThat(last.at("/Entries/2/DelaySeconds").asInt()).isEqualTo(22);
    assertThat(last.at("/Entries/2/Id").asText()).isEqualTo("2");
  }

  @Test
  void nothing_isSentOfNothing() {
    send(0);
    assertThat(endpoint.calls()).isEmpty();
  }

  @Test
  void message_thatTheQueueDoesNotTake_fails() {
    faults.add(
        SsmEndpoint.Answer.ok(
            "{\"Successful\":[],\"Failed\":[{\"Id\":\"0\",\"SenderFault\":false,"
                + "\"Code\":\"InternalError\",\"Message\":\"try again\"}]}"));
    assertFails(ErrorCode.CLOUD_UNAVAILABLE, "did not take 1 of 1 messages");
    faults.add(SsmEndpoint.Answer.error(400, "AccessDeniedException", "not authorized"));
    assertFails(ErrorCode.CLOUD_DENIED, "vigie-quickdata-backups");
  }

  @Test
  void throttling_thatPasses_isRetried() {
    faults.add(SsmEndpoint.Answer.error(400, "ThrottlingException", "Rate exceeded"));
    send(1);
    assertThat(endpoint.calls()).hasSize(2);
  }

  @Test
  void delay_thatNoQueueTakes_isRefused() {
    for (Duration delay : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(901))) {
      assertThatThrownBy(() -> new MessageQueue.Message("x", delay))
          .isInstanceOfSatisfying(
              VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID));
    }
  }

  private void send(int messages) {
    new MessageQueue(client, URL)
        .send(
            IntStream.range(0, messages)
                .mapToObj(n -> new MessageQueue.Message("message " + n, Duration.ofSeconds(n)))
                .toList());
  }

  private void assertFails(ErrorCode code, String message) {
    assertThatThrownBy(() -> send(1))
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  /** The client compares the digests with its own. */
  private static SsmEndpoint.Answer accepted(JsonNode request) {
    ObjectNode answer = SsmEndpoint.JSON.createObjectNode();
    ArrayNode successful = answer.putArray("Successful");
    for (JsonNode entry : request.path("Entries")) {
      successful
          .addObject()
          .put("Id", entry.path("Id").asText())
          .put("MessageId", "5fea7756-0ea4-451a-a703-a558b933e274")
          .put("MD5OfMessageBody", md5(entry.path("MessageBody").asText()));
    }
    answer.putArray("Failed");
    return SsmEndpoint.Answer.ok(answer.toString());
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
