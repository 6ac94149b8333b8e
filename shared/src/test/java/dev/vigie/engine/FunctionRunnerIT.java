package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vigie.catalog.Catalog;
import dev.vigie.config.FunctionVariables;
import dev.vigie.config.HealthSettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.local.ImageFunction;
import dev.vigie.local.LambdaResult;
import dev.vigie.local.PostgresFixture;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import dev.vigie.operation.OperationResult;
import dev.vigie.postgres.PgSession;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.probe.HealthRound;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The runner as a function: the image's own runtime against the Runtime API, the real program, and
 * the password from Secrets Manager, by the wire form of GetSecretValue (its API Reference).
 */
@Timeout(180)
class FunctionRunnerIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  /** What the runtime keeps for cleaning up. */
  private static final Duration RESERVE = Duration.ofSeconds(30);

  /** What a round of health sends. */
  private static final String PROBE = "{\"probe\":\"server\"}";

  @TempDir private Path directory = Path.of("");
  private final Engine engine = Engine.open();
  private final HttpServer secrets = secrets();

  @BeforeEach
  void serveSecrets() {
    secrets.start();
  }

  @AfterEach
  void close() {
    secrets.stop(0);
    engine.close();
  }

  @Test
  void operation_isDone_withThePasswordOfTheSecret() throws Exception {
    String database = Engine.createNoise(200);
    OperationId id = Engine.newId();
    engine.request(id, Engine.backupOf(database));

    try (ImageFunction function = start()) {
      assertThat(function.invoke(event(id), TIMEOUT))
          .as(Files.readString(log()))
          .isEqualTo(answer(id, 0));
      // Lambda delivers at least once; the second time somebody has the work.
      assertThat(function.invoke(event(id), TIMEOUT)).isEqualTo(answer(id, 0));
    }
    assertThat(result(id).error()).isEmpty();
    assertThat(new Catalog(engine.store()).entries(Engine.CLUSTER, database, 10)).hasSize(1);
    assertThat(Files.readString(log()))
        .contains("\"id\":\"" + id + "\"")
        .doesNotContain(engine.connection().environment().getOrDefault("PGPASSWORD", "\0"));
  }

  @Test
  void operation_thatTakesTooLong_endsInTimeLeavesNothingAndSaysWhy() throws Exception {
    String database = Engine.createNoise(2_000);
    Aftermath aftermath = Aftermath.of(engine, database);
    PostgresFixture.sql(database, "CREATE TABLE held (n integer)");
    OperationId id = Engine.newId();
    engine.request(id, Engine.backupOf(database));

    try (PgSession holder = PgSession.open(engine.tools().on(database));
        ImageFunction function = start()) {
      holder.run("BEGIN; LOCK TABLE public.held IN ACCESS EXCLUSIVE MODE");
      assertThat(function.invoke(event(id), RESERVE.plusSeconds(12)))
          .isInstanceOf(LambdaResult.Answered.class);
    }

    OperationResult result = result(id);
    assertThat(result.error().orElseThrow().code()).isEqualTo(ErrorCode.TIME_TOO_SHORT.name());
    assertThat(result.error().orElseThrow().hint()).contains("needs a node");
    PostgresFixture.sql(database, "DROP TABLE held");
    aftermath.isClean();
  }

  @Test
  void probe_isAnsweredByWhatTheServerSays_orWhyItSaysNothing() throws Exception {
    try (ImageFunction function = start(environment())) {
      assertThat(findings(function.invoke(PROBE, TIMEOUT)))
          .as(Files.readString(log()))
          .hasSize(4)
          .contains(new Finding(Check.POSTGRES, Engine.CLUSTER, Health.OK, ""));
    }

    Map<String, String> elsewhere = environment();
    elsewhere.put("PGPORT", "1");
    try (ImageFunction function = start(elsewhere)) {
      assertThat(findings(function.invoke(PROBE, TIMEOUT)))
          .filteredOn(finding -> finding.health() == Health.FAIL)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.check()).isEqualTo(Check.POSTGRES);
                assertThat(finding.reason()).startsWith("DATABASE_UNAVAILABLE");
              });
    }
  }

  private static List<Finding> findings(LambdaResult result) {
    assertThat(result).isInstanceOf(LambdaResult.Answered.class);
    String facts = ((LambdaResult.Answered) result).json();
    return new HealthRound(HealthSettings.fromEnvironment(Map.of()), Instant.now())
        .withFunction(Engine.CLUSTER, () -> facts)
        .look()
        .findings();
  }

  @Test
  void event_thatIsNone_isRefused_andTheNextOneTaken() throws Exception {
    OperationId id = Engine.newId();
    String hostile =
        "{\"bucket\":\"$(touch "
            + directory.resolve("made")
            + ")\",\"operationId\":\""
            + id
            + "\"}";

    try (ImageFunction function = start()) {
      assertThat(function.invoke(hostile, TIMEOUT))
          .isInstanceOfSatisfying(
              LambdaResult.Failed.class, failed -> assertThat(failed.json()).contains("INVALID"));
      assertThat(function.invoke("", TIMEOUT)).isInstanceOf(LambdaResult.Failed.class);
      // No such operation: the program's own status.
      assertThat(function.invoke(event(id), TIMEOUT)).isEqualTo(answer(id, 4));
    }
    assertThat(directory.resolve("made")).doesNotExist();
  }

  private ImageFunction start() throws IOException {
    return start(environment());
  }

  private ImageFunction start(Map<String, String> environment) throws IOException {
    Path bootstrap = directory.resolve("bootstrap");
    if (!Files.exists(bootstrap)) {
      Files.copy(Path.of("src", "runner", "bootstrap"), bootstrap);
      Files.writeString(directory.resolve("vigie"), LAUNCHER);
      Files.setPosixFilePermissions(
          directory.resolve("vigie"), PosixFilePermissions.fromString("rwx------"));
    }
    return ImageFunction.start(bootstrap, environment, log());
  }

  /**
   * The launcher of a built package finds its libraries beside itself; here they are this JVM's.
   */
  private static final String LAUNCHER =
      """
      #!/bin/sh
      exec "$TEST_JAVA" -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \\
        -cp "$TEST_CLASS_PATH" dev.vigie.cli.Main "$@"
      """;

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(engine.connection().environment());
    environment.remove("PGUSER");
    environment.remove("PGPASSWORD");
    environment.putAll(S3Fixture.server().environment(engine.store().bucket()));
    environment.put("TMPDIR", directory.toString());
    environment.put("LC_ALL", "C.UTF-8");
    environment.put(
        "TEST_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    environment.put("TEST_CLASS_PATH", System.getProperty("java.class.path"));
    environment.put(FunctionVariables.DATABASE_SECRET, "rds/nocodb");
    environment.put(
        "AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:" + secrets.getAddress().getPort());
    return environment;
  }

  private Path log() {
    return directory.resolve("log");
  }

  private String event(OperationId id) {
    return "{\"bucket\":\"%s\",\"operationId\":\"%s\"}".formatted(engine.store().bucket(), id);
  }

  private static LambdaResult answer(OperationId id, int status) {
    return new LambdaResult.Answered(
        "{\"operationId\": \"%s\", \"status\": %d}".formatted(id, status));
  }

  private OperationResult result(OperationId id) {
    return new OperationJournal(engine.store()).result(id).orElseThrow();
  }

  private HttpServer secrets() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::secret);
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void secret(HttpExchange exchange) throws IOException {
    assertThat(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
        .isEqualTo("secretsmanager.GetSecretValue");
    assertThat(new String(exchange.getRequestBody().readAllBytes(), UTF_8)).contains("rds/nocodb");
    Map<String, String> connection = engine.connection().environment();
    Map<String, String> secret = new HashMap<>();
    secret.put("username", connection.getOrDefault("PGUSER", ""));
    secret.put("password", connection.getOrDefault("PGPASSWORD", "none"));
    secret.put("engine", "postgres");
    byte[] body =
        JsonDocuments.bytes(Map.of("SecretString", new String(JsonDocuments.bytes(secret), UTF_8)));
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
