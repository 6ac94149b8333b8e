package dev.vigie.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.node.InstanceMetrics;
import dev.vigie.node.InstanceMetrics.Sample;
import dev.vigie.node.SeenMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/**
 * How machines are measured, by the wire form of GetMetricData (CloudWatch API Reference; Smithy
 * specification, "Smithy RPC v2 CBOR protocol").
 */
class CloudWatchInstancesIT {
  private static final CBORMapper CBOR = new CBORMapper();
  private static final Instant NOW = Instant.parse("2026-11-24T02:00:00Z");

  /** RFC 8949, section 3.4.2: seconds of the epoch. */
  private static final int EPOCH = 1;

  private final List<JsonNode> asked = new CopyOnWriteArrayList<>();
  private final AwsEndpoint endpoint =
      new AwsEndpoint(
          "/service/GraniteServiceVersion20100801/operation/GetMetricData", this::answer);
  private final CloudWatchClient client = endpoint.client(CloudWatchInstances.clientBuilder());
  private Optional<String> error = Optional.empty();
  private int status = 200;

  @AfterEach
  void close() {
    client.close();
    endpoint.close();
  }

  @Test
  void machine_hasItsSamples_theNewestFirst_overAllPages() {
    InstanceMetrics metrics = look(List.of(machine(0), machine(1))).get("m1");

    assertThat(metrics)
        .isEqualTo(
            new InstanceMetrics(
                List.of(sample(60, 1.0), sample(120, 0.0)),
                List.of(sample(300, 41.5)),
                List.of(),
                List.of()));
    assertThat(asked).hasSize(2);
  }

  @Test
  void question_namesMetricMachineAndHalfAnHour() {
    look(List.of(machine(7)));

    JsonNode question = asked.getFirst();
    assertThat(question.path("EndTime").asLong() - question.path("StartTime").asLong())
        .isEqualTo(1_800);
    assertThat(question.path("ScanBy").asText()).isEqualTo("TimestampDescending");
    assertThat(
            StreamSupport.stream(question.path("MetricDataQueries").spliterator(), false)
                .map(CloudWatchInstancesIT::said))
        .containsExactly(
            "AWS/EC2 StatusCheckFailed InstanceId=i-00000007 60 Maximum",
            "AWS/EC2 CPUCreditBalance InstanceId=i-00000007 300 Minimum",
            "AWS/EC2 EBSIOBalance% InstanceId=i-00000007 300 Minimum",
            "AWS/EC2 EBSByteBalance% InstanceId=i-00000007 300 Minimum");
  }

  @Test
  void manyMachines_areAskedOfInSeveralQuestions_noneOfThemTooLong() {
    List<SeenMachine> machines = IntStream.range(0, 126).mapToObj(this::machine).toList();

    assertThat(look(machines)).hasSize(126);
    assertThat(asked)
        .extracting(each -> each.path("MetricDataQueries").size())
        .containsOnly(500, 4);
  }

  @ParameterizedTest
  @CsvSource({"403, AccessDenied, CLOUD_DENIED", "500, InternalFailure, CLOUD_UNAVAILABLE"})
  void refusal_isToldByItsCode(int answer, String type, ErrorCode code) {
    status = answer;
    error = Optional.of(type);

    assertThatThrownBy(() -> look(List.of(machine(0))))
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining("GetMetricData");
  }

  private Map<String, InstanceMetrics> look(List<SeenMachine> machines) {
    return new CloudWatchInstances(client).of(machines, NOW);
  }

  private SeenMachine machine(int number) {
    return new SeenMachine(
        "m" + number, "i-%08x".formatted(number), true, Optional.of(NOW.minusSeconds(30)));
  }

  private static Sample sample(int secondsAgo, double value) {
    return new Sample(NOW.minusSeconds(secondsAgo), value);
  }

  private static String said(JsonNode query) {
    JsonNode stat = query.path("MetricStat");
    JsonNode metric = stat.path("Metric");
    JsonNode dimension = metric.path("Dimensions").path(0);
    return "%s %s %s=%s %d %s"
        .formatted(
            metric.path("Namespace").asText(),
            metric.path("MetricName").asText(),
            dimension.path("Name").asText(),
            dimension.path("Value").asText(),
            stat.path("Period").asInt(),
            stat.path("Stat").asText());
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode question = CBOR.readTree(exchange.getRequestBody().readAllBytes());
    asked.add(question);
    byte[] body =
        error.isPresent()
            ? CBOR.writeValueAsBytes(Map.of("__type", error.get(), "message", "not now"))
            : results(question);
    AwsEndpoint.reply(
        exchange,
        status,
        Map.of("smithy-protocol", "rpc-v2-cbor", "Content-Type", "application/cbor"),
        body);
  }

  /** Of the second machine in the question, in two pages; of the others nothing was measured. */
  private static byte[] results(JsonNode question) throws IOException {
    boolean first = !question.has("NextToken");
    List<String> ids = new ArrayList<>();
    question.path("MetricDataQueries").forEach(query -> ids.add(query.path("Id").asText()));
    boolean more = first && ids.size() == 8;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (CBORGenerator out = new CBORFactory().createGenerator(bytes)) {
      out.writeStartObject();
      if (more) {
        out.writeStringField("NextToken", "more");
      }
      out.writeArrayFieldStart("MetricDataResults");
      if (more) {
        write(out, ids.get(4), 60, 1.0);
        write(out, ids.get(5), 300, 41.5);
      } else if (!first) {
        write(out, ids.get(4), 120, 0.0);
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static void write(CBORGenerator out, String id, int secondsAgo, double value)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("Id", id);
    out.writeStringField("StatusCode", "Complete");
    out.writeArrayFieldStart("Timestamps");
    out.writeTag(EPOCH);
    out.writeNumber(NOW.minusSeconds(secondsAgo).getEpochSecond());
    out.writeEndArray();
    out.writeArrayFieldStart("Values");
    out.writeNumber(value);
    out.writeEndArray();
    out.writeEndObject();
  }
}
