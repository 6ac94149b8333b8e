package dev.vigie.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vigie.error.ErrorCode;
import dev.vigie.local.DatabaseImage;
import dev.vigie.operation.Outcome;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What must hold after every failure, whatever it was: no manifest came to be, no upload is open,
 * no database and no role came or went, those that matter hold what they held, no program of ours
 * still runs, and nobody holds a lease.
 */
final class Aftermath {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Engine engine;
  private final ObjectStore bucket;
  private final List<String> manifests;
  private final List<String> databases;
  private final List<String> roles;
  private final Map<String, DatabaseImage> images;

  private Aftermath(Engine engine, ObjectStore bucket, List<String> watched) {
    this.engine = engine;
    this.bucket = bucket;
    this.manifests = manifests();
    this.databases = databases();
    this.roles = roles();
    this.images = images(watched);
  }

  /**
   * Looks at how things are before the failure.
   *
   * @param engine its server, and its bucket reached without a fault in between
   * @param databases whose contents are compared
   */
  static Aftermath of(Engine engine, String... databases) {
    return new Aftermath(engine, engine.store(), Arrays.asList(databases));
  }

  /** The operation failed with this code, and nothing has changed. */
  void isOf(Outcome outcome, ErrorCode code) {
    assertThat(outcome.error().map(error -> error.code() + ": " + error.message()).orElse(""))
        .startsWith(code.name() + ": ")
        .doesNotContain(engine.server().password());
    assertThat(outcome.status()).isEqualTo(Outcome.Status.FAILED);
    assertThat(outcome.report()).isEmpty();
    isClean();
  }

  /** Nothing has changed, and nothing is left. */
  void isClean() {
    nothingIsLeft();
    assertThat(databases()).isEqualTo(databases);
    assertThat(roles()).isEqualTo(roles);
    images.forEach((name, image) -> assertSame(name, image));
  }

  /** No half a thing is in the bucket, and nothing of ours still runs or waits. */
  void nothingIsLeft() {
    assertThat(manifests()).isEqualTo(manifests);
    assertThat(bucket.openUploads("")).isEmpty();
    await("client programs", Aftermath::programs);
    await("sessions and leases", this::sessions);
  }

  private void assertSame(String name, DatabaseImage image) {
    DatabaseImage now = DatabaseImage.of(engine.server(), name);
    assertThat(now.contents()).isEqualTo(image.contents());
    assertThat(now.schema()).isEqualTo(image.schema());
  }

  private List<String> manifests() {
    return bucket.list("backups/", "", 10_000).stream()
        .map(StoredObject::key)
        .filter(key -> key.endsWith("/manifest.json"))
        .toList();
  }

  private List<String> databases() {
    return engine.sql("postgres", "SELECT datname FROM pg_database ORDER BY 1").lines().toList();
  }

  private List<String> roles() {
    return engine
        .sql("postgres", "SELECT to_json(r) FROM pg_authid r ORDER BY rolname")
        .lines()
        .toList();
  }

  private Map<String, DatabaseImage> images(List<String> names) {
    return names.stream()
        .collect(Collectors.toMap(name -> name, name -> DatabaseImage.of(engine.server(), name)));
  }

  /** Client programs that this JVM has started and that run still. */
  static List<String> programs() {
    return ProcessHandle.current()
        .descendants()
        .flatMap(process -> process.info().command().stream())
        .filter(command -> command.matches(".*/(psql|pg_dump|pg_dumpall|pg_restore)"))
        .toList();
  }

  private List<String> sessions() {
    return engine
        .sql(
            "postgres",
            """
            SELECT 'session of ' || coalesce(datname, '') || ': ' || query
            FROM pg_stat_activity WHERE application_name = 'vigie'
            UNION ALL SELECT 'lease of ' || database FROM pg_locks WHERE locktype = 'advisory'
            """)
        .lines()
        .toList();
  }

  /** Waits for what ends by itself shortly after the operation: a killed client's session. */
  private static void await(String what, Supplier<List<String>> found) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<String> left = found.get();
    while (!left.isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
      left = found.get();
    }
    assertThat(left).as(what).isEmpty();
  }
}
