package dev.vigie.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vigie.catalog.BucketLayout;
import dev.vigie.catalog.Manifest;
import dev.vigie.config.Tier;
import dev.vigie.local.LambdaFunction;
import dev.vigie.local.LambdaResult;
import dev.vigie.local.LambdaRuntime;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Work;
import dev.vigie.postgres.DatabaseFacts;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.S3Fixture;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import dev.vigie.transfer.StoredArchive;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The real handlers, started by Lambda's client, over an embedded S3. Their nodes are this machine,
 * and the runner is a script that notes how it was called and does nothing.
 */
final class FunctionStage implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** In the fleet one node is this machine, and one is never there. */
  private static final String FLEET =
      """
      {"clusters":[
        {"name":"main","node":"local","databases":[
          {"name":"fresh","rpo":"P1D"},{"name":"never","rpo":"P1D"}]},
        {"name":"away","node":"i-0123456789abcdef0"}],
       "drills":{"node":"local","expression":"rate(5 minutes)","window":"PT0S",
                 "checks":{"main":{"fresh":{"SELECT 1":"1"}}}},
       "copies":{"node":"local","bucket":"second"}}
      """;

  private static final String RUNNER =
      """
      #!/bin/sh
      echo "$@" >> "$VIGIE_TEST_CALLS"
      """;

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
  private final Path directory;
  private final String bucket = S3Fixture.newBucket();
  private final ObjectStore store = S3Fixture.open(bucket);
  private final Map<String, LambdaRuntime> functions = new HashMap<>();
  private final Queue<String> log = new ConcurrentLinkedQueue<>();

  private FunctionStage(Path directory) {
    this.directory = directory;
  }

  static FunctionStage start(Path directory) throws IOException {
    Path runner = Files.writeString(directory.resolve("runner"), RUNNER);
    Files.setPosixFilePermissions(runner, PosixFilePermissions.fromString("rwx------"));
    return new FunctionStage(directory);
  }

  ObjectStore store() {
    return store;
  }

  /** The function of that class; a number behind a dash asks for another process of it. */
  synchronized LambdaRuntime function(String name) {
    return functions.computeIfAbsent(name, this::start);
  }

  JsonNode invoke(String name, String event) {
    return read(result(name, event).answer());
  }

  LambdaResult result(String name, String event) {
    return function(name).invoke(event.getBytes(StandardCharsets.UTF_8));
  }

  /** How the runner was called for the operation, a line for each call. */
  List<String> calls(String operationId) {
    try {
      Path calls = calls();
      return Files.exists(calls)
          ? Files.readAllLines(calls).stream().filter(call -> call.contains(operationId)).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The metric lines in the functions' logs that hold the text. */
  List<JsonNode> metrics(String text) {
    return log.stream()
        .filter(line -> line.contains("\"_aws\"") && line.contains(text))
        .map(FunctionStage::read)
        .toList();
  }

  static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }

  Manifest putManifest(String database, Instant time) {
    DatabaseFacts facts =
        new DatabaseFacts(
            database,
            150018,
            "15.18",
            "1",
            "0/0",
            0,
            "postgres",
            "UTF8",
            "C",
            "C",
            "c",
            null,
            null,
            -1,
            null,
            null,
            List.of(),
            List.of(),
            List.of());
    OperationId id = OperationId.of(time, database);
    Manifest manifest =
        new Manifest(
            Manifest.SCHEMA_VERSION,
            id,
            "main",
            Tier.DAILY,
            time,
            time,
            "a test",
            "15.18",
            facts,
            Stream.of(Manifest.GLOBALS, Manifest.SCHEMA, Manifest.DATA)
                .map(name -> putArchive(database, id, name))
                .toList(),
            List.of(),
            List.of(),
            Optional.empty());
    new JsonDocuments(store).put(manifest.key(), manifest, Map.of(), WriteCondition.IF_ABSENT);
    return manifest;
  }

  /** An object that stands for an archive: whether it can be restored is tested elsewhere. */
  private Manifest.Archive putArchive(String database, OperationId id, String name) {
    String key = BucketLayout.backupObject("main", database, id.value(), name);
    StoredObject object =
        store.put(key, name.getBytes(StandardCharsets.UTF_8), Map.of(), WriteCondition.IF_ABSENT);
    return new Manifest.Archive(
        name,
        new StoredArchive(
            key, object.versionId(), object.etag(), object.size(), object.size(), "0".repeat(64)));
  }

  /** A whole second of the last hour, each test its own. */
  Instant time(int test) {
    return hour.minusSeconds(test);
  }

  List<String> awaitCalls(OperationId id) {
    await(() -> !calls(id.value()).isEmpty());
    return calls(id.value());
  }

  static Work.Backup backup(String database) {
    return new Work.Backup("main", database, Tier.DAILY);
  }

  static String scheduled(String database, Instant time) {
    return """
        {"cluster":"main","database":"%s","tier":"daily","scheduledTime":"%s",
         "scheduleArn":"arn:aws:scheduler:us-east-1:123456789012:schedule/vigie/nightly",
         "executionId":"d32c5kddcf5bb8c3","attemptNumber":"1"}
        """
        .formatted(database, time);
  }

  static OperationId id(JsonNode answer) {
    assertThat(answer.path("operationId").isTextual()).as(answer.toString()).isTrue();
    return new OperationId(answer.path("operationId").asText());
  }

  static void await(Supplier<Boolean> condition) {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!condition.get()) {
      assertThat(System.nanoTime()).as("the condition came true").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  @Override
  public void close() {
    functions.values().forEach(LambdaRuntime::close);
    store.close();
  }

  private LambdaRuntime start(String name) {
    Map<String, String> environment = new HashMap<>(S3Fixture.server().environment(bucket));
    environment.put("VIGIE_FLEET", FLEET);
    environment.put("VIGIE_NODE_COMMANDS", "local");
    environment.put("VIGIE_LOCAL_LAUNCHER", directory.resolve("runner").toString());
    environment.put("VIGIE_LOCAL_STATE", directory.resolve("state").toString());
    environment.put("VIGIE_TEST_CALLS", calls().toString());
    return start(name, environment);
  }

  /** Another function over the same bucket, with these settings over nothing but the bucket's. */
  LambdaRuntime startWith(String name, Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(S3Fixture.server().environment(bucket));
    environment.put("VIGIE_FLEET", FLEET);
    environment.putAll(settings);
    return start(name, environment);
  }

  private LambdaRuntime start(String name, Map<String, String> environment) {
    return LambdaRuntime.start(
        new LambdaFunction(
            name,
            "dev.vigie.functions." + name.split("-", 2)[0],
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"),
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList(),
            directory,
            environment,
            Duration.ofSeconds(60)),
        log::add);
  }

  private Path calls() {
    return directory.resolve("calls");
  }
}
