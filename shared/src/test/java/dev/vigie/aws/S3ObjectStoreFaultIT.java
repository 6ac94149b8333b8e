package dev.vigie.aws;

import static dev.vigie.storage.WriteCondition.ALWAYS;
import static dev.vigie.storage.WriteCondition.IF_ABSENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.FaultProxy;
import dev.vigie.storage.FaultProxy.Fault;
import dev.vigie.storage.FaultProxy.Request;
import dev.vigie.storage.MultipartUpload;
import dev.vigie.storage.MultipartUpload.Part;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import dev.vigie.storage.StoredObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the S3 adapter does when the network or the service fails. */
@Timeout(120)
class S3ObjectStoreFaultIT {
  private static final S3Limits IMPATIENT =
      new S3Limits(3, Duration.ofSeconds(2), Duration.ofSeconds(2), 4 * 1024 * 1024);
  private static final String KEY = "a/b c";

  private String bucket = "";
  private FaultProxy proxy;
  private ObjectStore store;

  @BeforeEach
  void start() throws IOException {
    bucket = Bucket.OF_THIS_CLASS;
    proxy = new FaultProxy(S3Fixture.server().endpoint());
    store = open(proxy.endpoint(), bucket, S3Limits.STANDARD);
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    proxy.close();
  }

  @ParameterizedTest
  @CsvSource({"500,InternalError", "503,SlowDown", "503,ServiceUnavailable", "400,RequestTimeout"})
  void put_passingRefusal_isRetried(int status, String code) throws IOException {
    String key = KEY + code;
    proxy.fail(2, Request::isPut, new Fault.Answer(status, code));

    store.put(key, bytes("x"), Map.of(), IF_ABSENT);

    assertThat(read(key)).isEqualTo("x");
    assertThat(proxy.count(Request::isPut)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "403,AccessDenied,STORAGE_DENIED,1",
    "404,NoSuchBucket,BUCKET_UNKNOWN,1",
    "409,ConditionalRequestConflict,OBJECT_EXISTS,3",
    "412,PreconditionFailed,OBJECT_EXISTS,1",
    "500,InternalError,STORAGE_UNAVAILABLE,3",
    "503,SlowDown,STORAGE_UNAVAILABLE,3",
    "400,BadDigest,STORAGE_UNAVAILABLE,3",
    "400,ExpiredToken,STORAGE_DENIED,1",
  })
  void put_lastingRefusal_hasItsCodeAfterSoManyTries(
      int status, String code, ErrorCode expected, int tries) {
    proxy.failAlways(Request::isPut, new Fault.Answer(status, code));
    try (ObjectStore impatient = open(proxy.endpoint(), bucket, IMPATIENT)) {
      assertFails(expected, () -> impatient.put("refused", bytes("x"), Map.of(), IF_ABSENT))
          .hasMessageContaining("s3://" + bucket + "/refused")
          .hasMessageContaining(code);
    }
    assertThat(proxy.count(Request::isPut)).isEqualTo(tries);
  }

  @Test
  void put_connectionCutInTheBody_isRetried() throws IOException {
    proxy.fail(2, Request::isPut, new Fault.CutRequest(100_000));

    store.put("cut", new byte[1_000_000], Map.of(), IF_ABSENT);

    assertThat(store.head("cut").map(StoredObject::size)).contains(1_000_000L);
  }

  @Test
  void put_answerLost_isKnownAsItsOwn() throws IOException {
    proxy.fail(1, Request::isPut, new Fault.DropAnswer());

    StoredObject stored = store.put("lost", bytes("mine"), Map.of(), IF_ABSENT);

    assertThat(stored.versionId()).isEqualTo(store.head("lost").orElseThrow().versionId());
    assertThat(read("lost")).isEqualTo("mine");
    assertThat(proxy.count(Request::isPut)).isEqualTo(2);
  }

  @Test
  void put_answerLostAndObjectAnothers_isRefused() {
    store.put("theirs", bytes("same"), Map.of(), IF_ABSENT);
    proxy.fail(1, Request::isPut, new Fault.Answer(500, "InternalError"));

    assertFails(
        ErrorCode.OBJECT_EXISTS, () -> store.put("theirs", bytes("same"), Map.of(), IF_ABSENT));
  }

  @Test
  void put_bodyDamagedOnTheWay_isRefusedAndRetried() throws IOException {
    proxy.fail(1, Request::isPut, new Fault.CorruptRequest(3));

    store.put("damaged", bytes("0123456789"), Map.of(), IF_ABSENT);

    assertThat(read("damaged")).isEqualTo("0123456789");
    assertThat(proxy.count(Request::isPut)).isEqualTo(2);
  }

  @Test
  void get_connectionCutInTheBody_isNoQuietEnd() throws IOException {
    store.put("whole", new byte[1_000_000], Map.of(), ALWAYS);
    proxy.fail(1, Request::isGet, new Fault.CutResponse(500_000));

    try (ObjectBody body = store.get("whole")) {
      assertThatThrownBy(() -> body.stream().readAllBytes())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("s3://" + bucket + "/whole");
    }
  }

  @Test
  void get_bodyDamagedOnTheWay_isAnException() throws IOException {
    store.put("flipped", bytes("0123456789"), Map.of(), ALWAYS);
    proxy.fail(1, Request::isGet, new Fault.CorruptResponse(3));

    try (ObjectBody body = store.get("flipped")) {
      assertThatThrownBy(() -> body.stream().readAllBytes()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void get_stalledServer_endsWithinItsBound() {
    store.put("slow", bytes("x"), Map.of(), ALWAYS);
    proxy.failAlways(Request::isGet, new Fault.Stall(0));
    try (ObjectStore impatient = open(proxy.endpoint(), bucket, IMPATIENT)) {
      assertFails(ErrorCode.STORAGE_UNAVAILABLE, () -> impatient.get("slow"));
    }
  }

  @Test
  void upload_everyPassingFault_isOneObjectAndNoOpenUpload() throws IOException {
    byte[] body = new byte[MultipartUpload.MIN_PART_BYTES];
    new Random(3).nextBytes(body);
    proxy
        .fail(1, Request::isStart, new Fault.Answer(503, "SlowDown"))
        .fail(1, Request::isPart, new Fault.CutRequest(1_000_000))
        .fail(1, Request::isPart, new Fault.CorruptRequest(1_000_000))
        .fail(1, Request::isPart, new Fault.DropAnswer())
        .fail(1, Request::isComplete, new Fault.Answer(200, "InternalError"));
    try (MultipartUpload upload = store.startUpload("parts", Map.of())) {
      Part part = upload.uploadPart(1, ByteBuffer.wrap(body));
      upload.complete(List.of(part), IF_ABSENT);
    }
    try (ObjectBody read = store.get("parts")) {
      assertThat(read.stream().readAllBytes()).isEqualTo(body);
    }
    assertThat(store.openUploads("parts")).isEmpty();
  }

  @Test
  void complete_answerLost_isKnownAsItsOwn() throws IOException {
    proxy.fail(1, Request::isComplete, new Fault.DropAnswer());
    try (MultipartUpload upload = store.startUpload("done", Map.of())) {
      Part part = upload.uploadPart(1, ByteBuffer.wrap(bytes("mine")));
      assertThat(upload.complete(List.of(part), IF_ABSENT).size()).isEqualTo(4);
    }
    assertThat(read("done")).isEqualTo("mine");
    assertThat(store.openUploads("done")).isEmpty();
  }

  @Test
  void uploadPart_peerThatStopsReading_endsAndLeavesNoUpload() {
    proxy.failAlways(Request::isPart, new Fault.Stall(1_000));
    try (ObjectStore impatient = open(proxy.endpoint(), bucket, IMPATIENT)) {
      assertFails(
          ErrorCode.STORAGE_UNAVAILABLE,
          () -> {
            try (MultipartUpload upload = impatient.startUpload("stalled", Map.of())) {
              upload.uploadPart(1, ByteBuffer.allocate(16 * 1024 * 1024));
            }
          });
    }
    assertThat(store.openUploads("stalled")).isEmpty();
  }

  @Test
  void uploadPart_lastingFault_leavesNoUploadAndNoObject() {
    proxy.failAlways(Request::isPart, new Fault.CutRequest(10));
    try (ObjectStore impatient = open(proxy.endpoint(), bucket, IMPATIENT)) {
      assertFails(
          ErrorCode.STORAGE_UNAVAILABLE,
          () -> {
            try (MultipartUpload upload = impatient.startUpload("broken", Map.of())) {
              upload.uploadPart(1, ByteBuffer.wrap(bytes("0123456789abcdef")));
            }
          });
    }
    assertThat(store.openUploads("broken")).isEmpty();
    assertThat(store.head("broken")).isEmpty();
  }

  @Test
  void missingBucket_isNamedByEveryCall() {
    try (ObjectStore missing = open(proxy.endpoint(), "no-such-bucket", IMPATIENT)) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> missing.head("a"),
              () -> missing.get("a"),
              () -> missing.list("", "", 1),
              () -> missing.listFolders(""),
              () -> missing.openUploads(""),
              () -> missing.tags("a"),
              () -> missing.startUpload("a", Map.of()),
              () -> missing.put("a", bytes("x"), Map.of(), ALWAYS))) {
        assertFails(ErrorCode.BUCKET_UNKNOWN, call).hasMessageContaining("no-such-bucket");
      }
    }
  }

  @Test
  void endpointDown_isUnavailableWithinItsBound() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    try (ObjectStore down = open(nobody, bucket, IMPATIENT)) {
      assertFails(ErrorCode.STORAGE_UNAVAILABLE, () -> down.head("a"))
          .hasMessageContaining(nobody.toString());
    }
  }

  private static ObjectStore open(URI endpoint, String bucket, S3Limits limits) {
    return new S3ObjectStore(
        new S3Settings(bucket, Optional.empty(), Optional.of(endpoint)),
        S3Fixture.credentials(),
        limits);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VigieException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private String read(String key) throws IOException {
    try (ObjectBody body = store.get(key)) {
      return new String(body.stream().readAllBytes(), UTF_8);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** Made when the first test asks for it. */
  private static final class Bucket {
    static final String OF_THIS_CLASS = S3Fixture.newBucket();
  }
}
