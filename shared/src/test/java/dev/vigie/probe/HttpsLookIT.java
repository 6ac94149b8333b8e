package dev.vigie.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.config.HealthSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers on loopback with certificates of their own, and what a look says of each. */
class HttpsLookIT {
  @TempDir Path directory;

  @Test
  void server_withAGoodCertificate_isWell() throws Exception {
    KeyStore keys = HttpsSite.certificate(directory, "good", 60);

    assertThat(unwell(keys, 200, Trust.of(keys))).isEmpty();
  }

  @Test
  void certificate_twoDaysFromItsEnd_failsAlone() throws Exception {
    KeyStore keys = HttpsSite.certificate(directory, "short", 2);

    assertThat(unwell(keys, 200, Trust.of(keys)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.check()).isEqualTo(Check.CERTIFICATE);
              assertThat(finding.health()).isEqualTo(Health.FAIL);
              assertThat(finding.reason()).startsWith("its certificate ends at ");
            });
  }

  @Test
  void certificate_tenDaysFromItsEnd_warnsAlone() throws Exception {
    KeyStore keys = HttpsSite.certificate(directory, "soon", 10);

    assertThat(unwell(keys, 200, Trust.of(keys)))
        .extracting(Finding::health)
        .containsExactly(Health.WARN);
  }

  @Test
  void certificate_thatHasEnded_failsAlone_andSaysWhen() throws Exception {
    KeyStore keys = HttpsSite.certificate(directory, "ended", -1);

    assertThat(unwell(keys, 200, Trust.of(keys)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.reason()).startsWith("its certificate ended at "));
  }

  @Test
  void certificate_ofAnotherNameOrAStranger_failsAlone() throws Exception {
    KeyStore other = HttpsSite.certificate(directory, "other", 60, "example.org");
    KeyStore stranger = HttpsSite.certificate(directory, "stranger", 60);

    for (List<Finding> found :
        List.of(
            unwell(other, 200, Trust.of(other)), unwell(stranger, 200, Trust.ofThePlatform()))) {
      assertThat(found)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.check()).isEqualTo(Check.CERTIFICATE);
                assertThat(finding.reason()).startsWith("its certificate is not trusted: ");
              });
    }
  }

  @Test
  void answer_thatIsAnError_failsAlone() throws Exception {
    KeyStore keys = HttpsSite.certificate(directory, "broken", 60);

    assertThat(unwell(keys, 502, Trust.of(keys)))
        .containsExactly(
            new Finding(Check.HTTPS, "nocodb", Health.FAIL, "it answers with status 502"));
  }

  /** Connections are taken by the kernel, and nobody ever speaks. */
  @Test
  void server_thatHangs_failsInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long begun = System.nanoTime();
      HttpsFacts facts =
          new HttpsLook(Trust.ofThePlatform(), Duration.ofMillis(500))
              .at(URI.create("https://127.0.0.1:" + silent.getLocalPort() + "/"));

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(judge(facts))
          .extracting(Finding::health)
          .containsExactly(Health.FAIL, Health.UNKNOWN);
    }
  }

  @Test
  void server_thatIsNotThere_fails() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }

    HttpsFacts facts =
        new HttpsLook(Trust.ofThePlatform(), Duration.ofSeconds(5))
            .at(URI.create("https://127.0.0.1:" + port + "/"));

    assertThat(judge(facts).getFirst().reason()).startsWith("ConnectException");
  }

  private static List<Finding> unwell(KeyStore keys, int status, Trust trust) throws Exception {
    try (HttpsSite site = new HttpsSite(keys, status)) {
      return judge(new HttpsLook(trust, Duration.ofSeconds(10)).at(site.address())).stream()
          .filter(finding -> finding.health() != Health.OK)
          .toList();
    }
  }

  /** A loaded machine is slow, and that is not what is tested. */
  private static List<Finding> judge(HttpsFacts facts) {
    String patient = "{\"thresholds\":{\"httpsMillis\":4000}}";
    return new HttpsJudgement(
            HealthSettings.fromEnvironment(Map.of(HealthSettings.VARIABLE, patient)).thresholds())
        .of("nocodb", facts, Instant.now());
  }
}
