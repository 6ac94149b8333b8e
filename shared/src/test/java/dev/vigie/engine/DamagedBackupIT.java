package dev.vigie.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.Outcome;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.S3Fixture;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A backup that is not in the bucket as it was stored: no restore takes it, and the living database
 * that it was to replace is as it was.
 */
@Timeout(90)
class DamagedBackupIT {
  private static final List<String> ARCHIVES =
      List.of(Manifest.GLOBALS, Manifest.SCHEMA, Manifest.DATA);

  private static Engine engine;
  private static String database = "";
  private static Manifest backup;
  private static Manifest other;

  private Aftermath aftermath;
  private String tampered = "";
  private byte[] original = {};

  @BeforeAll
  static void backUp() {
    engine = Engine.open();
    database = Engine.createNoise(600);
    other = engine.backup(database);
    engine.sql(database, "UPDATE noise SET bytes = '' WHERE id > 500");
    backup = engine.backup(database);
    engine.sql(database, "DELETE FROM noise WHERE id > 300; CREATE TABLE living (x int)");
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @BeforeEach
  void look() {
    tampered = "";
    aftermath = Aftermath.of(engine, database);
  }

  @AfterEach
  void mend() {
    if (!tampered.isEmpty()) {
      engine.put(tampered, original);
    }
  }

  static Stream<List<Object>> places() {
    return ARCHIVES.stream()
        .flatMap(
            name -> {
              int last = (int) backup.require(name).storedBytes() - 1;
              return Stream.of(List.of(name, 0), List.of(name, last / 2), List.of(name, last));
            });
  }

  @ParameterizedTest
  @MethodSource("places")
  void swap_oneByteFlipped_isRefused(List<Object> place) {
    byte[] damaged = tamper(String.valueOf(place.getFirst()));
    int at = (int) place.getLast();
    damaged[at] ^= 0x10;
    engine.put(tampered, damaged);

    aftermath.isOf(swap(), ErrorCode.CHECKSUM_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(strings = {Manifest.GLOBALS, Manifest.SCHEMA, Manifest.DATA})
  void swap_objectTruncated_isRefused(String name) {
    byte[] whole = tamper(name);
    engine.put(tampered, Arrays.copyOf(whole, whole.length - 7));

    Outcome outcome = swap();

    assertThat(outcome.error().orElseThrow().code())
        .isIn("CHECKSUM_MISMATCH", "STORAGE_UNAVAILABLE");
    aftermath.isOf(outcome, ErrorCode.valueOf(outcome.error().orElseThrow().code()));
  }

  @ParameterizedTest
  @ValueSource(strings = {Manifest.SCHEMA, Manifest.DATA})
  void swap_objectOfAnotherBackup_isRefused(String name) {
    tamper(name);
    // The other archive: schema dumps of one database in one second may be the same to the byte.
    String another = name.equals(Manifest.SCHEMA) ? Manifest.DATA : Manifest.SCHEMA;
    engine.put(tampered, engine.get(other.require(another).key()));

    Outcome outcome = swap();

    assertThat(outcome.error().orElseThrow().code())
        .isIn("CHECKSUM_MISMATCH", "STORAGE_UNAVAILABLE");
    aftermath.isOf(outcome, ErrorCode.valueOf(outcome.error().orElseThrow().code()));
  }

  @ParameterizedTest
  @ValueSource(strings = {Manifest.GLOBALS, Manifest.SCHEMA, Manifest.DATA})
  void swap_objectGone_isRefused(String name) throws IOException {
    tamper(name);
    delete(tampered);

    aftermath.isOf(swap(), ErrorCode.OBJECT_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "{}", "\"text\"", "{\"schemaVersion\": 2}"})
  void swap_manifestBroken_isRefused(String json) {
    tamperManifest();
    engine.put(tampered, json.getBytes(UTF_8));

    aftermath.isOf(swap(), ErrorCode.MANIFEST_INVALID);
  }

  @Test
  void swap_manifestOfAnotherBackup_isRefused() {
    tamperManifest();
    engine.put(tampered, engine.get(other.key()));

    aftermath.isOf(swap(), ErrorCode.MANIFEST_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backupId",
        "cluster",
        "startedAt",
        "endedAt",
        "tier",
        "database",
        "archives",
        "tables",
        "database/name",
        "database/owner",
        "database/encoding",
        "database/settings",
        "database/roles",
        "archives/0/object",
        "archives/0/name",
        "archives/2/object/sha256",
        "archives/2/object/key",
        "tables/0/fingerprint",
        "tables/0/kind",
        "tables/0/parts"
      })
  void find_manifestLacksField_isRefused(String field) throws IOException {
    tamperManifest();
    ObjectNode manifest = (ObjectNode) JsonDocuments.MAPPER.readTree(original);
    int slash = field.lastIndexOf('/');
    ObjectNode parent =
        slash < 0 ? manifest : (ObjectNode) manifest.at("/" + field.substring(0, slash));
    assertThat(parent.remove(field.substring(slash + 1))).isNotNull();
    engine.put(tampered, manifest.toString().getBytes(UTF_8));

    assertThatThrownBy(
            () -> new Catalog(engine.store()).find(Engine.CLUSTER, database, backup.backupId()))
        .isInstanceOfSatisfying(
            VigieException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_INVALID));
  }

  @Test
  void swap_manifestTellsOtherContents_isRefused() throws IOException {
    tamperManifest();
    ObjectNode manifest = (ObjectNode) JsonDocuments.MAPPER.readTree(original);
    ((ObjectNode) manifest.at("/tables/0")).put("rows", 601);
    engine.put(tampered, manifest.toString().getBytes(UTF_8));

    aftermath.isOf(swap(), ErrorCode.COMPARISON_FAILED);
  }

  @Test
  void list_foreignFolder_isPassedOver() {
    String foreign = "backups/main/" + database + "/notes/manifest.json";
    engine.put(foreign, "{}".getBytes(UTF_8));

    assertThat(new Catalog(engine.store()).backups(Engine.CLUSTER, database, 9))
        .extracting(Manifest::backupId)
        .contains(backup.backupId(), other.backupId());
  }

  private static Outcome swap() {
    return engine.attempt(Engine.restoreOf(backup, database, true));
  }

  private byte[] tamper(String name) {
    tampered = backup.require(name).key();
    original = engine.get(tampered);
    return original.clone();
  }

  private void tamperManifest() {
    tampered = backup.key();
    original = engine.get(tampered);
  }

  private static void delete(String key) throws IOException {
    HttpURLConnection request =
        (HttpURLConnection)
            S3Fixture.server()
                .endpoint()
                .resolve("/" + engine.store().bucket() + "/" + key)
                .toURL()
                .openConnection();
    request.setRequestMethod("DELETE");
    assertThat(request.getResponseCode()).isEqualTo(204);
  }
}
