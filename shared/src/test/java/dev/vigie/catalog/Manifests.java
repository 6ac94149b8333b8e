package dev.vigie.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vigie.config.Tier;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.DatabaseFacts;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import dev.vigie.transfer.StoredArchive;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Manifests for tests, with objects that are there but hold no archive. */
public final class Manifests {
  private static final Instant START = Instant.parse("2026-11-23T02:00:01.5Z");

  private Manifests() {}

  /** Facts of a database in which every field is used. */
  public static DatabaseFacts facts(String database) {
    return new DatabaseFacts(
        database,
        150_018,
        "15.18",
        "7312345678901234567",
        "0/1A2B3C4",
        8_000_000,
        "own\"er",
        "UTF8",
        "C.UTF-8",
        "C.UTF-8",
        "i",
        "und",
        null,
        25,
        List.of(
            new DatabaseFacts.Privilege("alice", "CONNECT", true),
            new DatabaseFacts.Privilege(null, "TEMPORARY", false)),
        "it's",
        List.of(
            new DatabaseFacts.Setting(null, "search_path", "\"$user\", public"),
            new DatabaseFacts.Setting("alice", "work_mem", "64MB")),
        List.of("alice", "own\"er", "postgres"),
        List.of(new DatabaseFacts.Extension("plpgsql", "1.0", "pg_catalog")));
  }

  /** Stores three objects and gives the manifest that would commit them, not stored. */
  public static Manifest store(ObjectStore store, OperationId id, String cluster, String database) {
    List<Manifest.Archive> archives = new ArrayList<>();
    for (String name : List.of(Manifest.GLOBALS, Manifest.SCHEMA, Manifest.DATA)) {
      String key = BucketLayout.backupObject(cluster, database, id.value(), name);
      byte[] body = name.getBytes(UTF_8);
      StoredObject object = store.put(key, body, Tier.DAILY.tags(), WriteCondition.ALWAYS);
      archives.add(
          new Manifest.Archive(
              name,
              new StoredArchive(
                  key, object.versionId(), object.etag(), 100, body.length, "ab".repeat(32))));
    }
    return manifest(id, cluster, database, archives);
  }

  /** A manifest of these archives. */
  public static Manifest manifest(
      OperationId id, String cluster, String database, List<Manifest.Archive> archives) {
    return manifest(id, cluster, database, archives, START);
  }

  /** A manifest of these archives, of a backup that began then. */
  public static Manifest manifest(
      OperationId id,
      String cluster,
      String database,
      List<Manifest.Archive> archives,
      Instant startedAt) {
    return new Manifest(
        Manifest.SCHEMA_VERSION,
        id,
        cluster,
        Tier.DAILY,
        startedAt,
        startedAt.plusSeconds(12),
        "vigie 0.1.0",
        "15.18",
        facts(database),
        archives,
        List.of(
            new Manifest.Table(
                "public",
                "my\ntable",
                Manifest.Kind.TABLE,
                3,
                30,
                "xxh3-128-sum:" + "0f".repeat(16),
                List.of(new Manifest.Part(Manifest.DATA, 0, 10, 1, 40))),
            new Manifest.Table(
                "",
                "",
                Manifest.Kind.LARGE_OBJECTS,
                2,
                20,
                "xxh3-128-sum:" + "f0".repeat(16),
                List.of(new Manifest.Part(Manifest.DATA, 5, 10, 2, 30)))),
        List.of("the passwords of the roles"),
        Optional.empty());
  }

  /** Stores a whole backup. */
  public static Manifest commit(
      ObjectStore store, OperationId id, String cluster, String database) {
    Manifest manifest = store(store, id, cluster, database);
    store.put(
        manifest.key(),
        dev.vigie.storage.JsonDocuments.bytes(manifest),
        Tier.DAILY.tags(),
        WriteCondition.ALWAYS);
    return manifest;
  }
}
