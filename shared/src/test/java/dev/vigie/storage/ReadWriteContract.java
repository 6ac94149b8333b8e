package dev.vigie.storage;

import static dev.vigie.storage.WriteCondition.ALWAYS;
import static dev.vigie.storage.WriteCondition.IF_ABSENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ObjectStore} owes for objects written whole. Each test writes below a prefix of
 * its own, so that the bucket may hold anything else; the port has no delete, so what is written
 * stays in the bucket.
 */
abstract class ReadWriteContract {
  /** A folder that nothing else writes to, with its slash. */
  protected final String folder = "contract/" + UUID.randomUUID() + "/";

  /** The store under test; the same one for all calls within one test. */
  protected abstract ObjectStore store();

  /**
   * Whether the server keeps to S3 in three small things. S3Mock 5.2.0 does not: it orders keys
   * beyond U+FFFF as Java orders strings, gives a tag's escaped characters back escaped, and of
   * writers with If-Match that come within the same milliseconds it lets more than one win.
   */
  protected boolean keepsToS3() {
    return true;
  }

  @Test
  void put_newKey_isReadBackWhole() throws IOException {
    Instant before = Instant.now();
    StoredObject written = put("a.json", "{\"a\":1}");

    assertThat(written.key()).isEqualTo(folder + "a.json");
    assertThat(written.size()).isEqualTo(7);
    assertThat(written.etag()).isNotEmpty().doesNotContain("\"");
    assertThat(written.modified())
        .isBetween(before.minus(Duration.ofMinutes(5)), before.plus(Duration.ofMinutes(5)));
    assertThat(text(written.key())).isEqualTo("{\"a\":1}");
    StoredObject head = store().head(written.key()).orElseThrow();
    assertThat(head.size()).isEqualTo(7);
    assertThat(head.etag()).isEqualTo(written.etag());
    assertThat(head.versionId()).isEqualTo(written.versionId());
  }

  @Test
  void put_emptyBody_isAnObjectOfNoBytes() throws IOException {
    StoredObject written = put("empty", "");

    assertThat(written.size()).isZero();
    assertThat(store().head(written.key()).orElseThrow().size()).isZero();
    assertThat(text(written.key())).isEmpty();
    assertFails(ErrorCode.REQUEST_INVALID, () -> store().get(written.key(), new ByteRange(0, 1)));
  }

  @Test
  void put_again_hidesTheOlderVersion() throws IOException {
    StoredObject first = put("a", "one");
    StoredObject second = put("a", "two!");

    assertThat(text(first.key())).isEqualTo("two!");
    assertThat(store().head(first.key()).orElseThrow().etag()).isEqualTo(second.etag());
    assertThat(store().list(folder, "", 10)).extracting(StoredObject::size).containsExactly(4L);
    if (first.versionId().isPresent()) {
      assertThat(second.versionId()).isPresent().isNotEqualTo(first.versionId());
    }
  }

  @Test
  void put_ifAbsentOnExistingKey_isRefusedAndChangesNothing() throws IOException {
    store().put(folder + "a", bytes("first"), Map.of("tier", "daily"), IF_ABSENT);

    assertFails(
        ErrorCode.OBJECT_EXISTS,
        () -> store().put(folder + "a", bytes("second"), Map.of(), IF_ABSENT));
    // The same bytes are another writer's all the same.
    assertFails(
        ErrorCode.OBJECT_EXISTS,
        () -> store().put(folder + "a", bytes("first"), Map.of(), IF_ABSENT));
    assertThat(text(folder + "a")).isEqualTo("first");
    assertThat(store().tags(folder + "a")).containsExactly(Map.entry("tier", "daily"));
    store().tag(folder + "a", Map.of("kept", "longer"));
    assertThat(store().tags(folder + "a")).containsExactly(Map.entry("kept", "longer"));
  }

  @Test
  void put_eightWritersIfAbsent_exactlyOneWins() throws Exception {
    for (int round = 0; round < 5; round++) {
      String key = folder + "race-" + round;
      List<Callable<Boolean>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        writers.add(
            () -> wins(() -> store().put(key, bytes("the same bytes"), Map.of(), IF_ABSENT)));
      }
      assertThat(together(writers)).containsOnlyOnce(true);
    }
  }

  @Test
  void put_ifUnchanged_isDoneOnceAndRefusedOfAnOlderOne() throws IOException {
    StoredObject first = put("a", "first");
    WriteCondition unchanged = WriteCondition.unchangedSince(first);
    StoredObject second = store().put(folder + "a", bytes("second"), Map.of(), unchanged);

    assertFails(
        ErrorCode.OBJECT_EXISTS,
        () -> store().put(folder + "a", bytes("third"), Map.of(), unchanged));
    assertThat(text(folder + "a")).isEqualTo("second");
    assertFails(
        ErrorCode.OBJECT_EXISTS,
        () -> store().put(folder + "none", bytes("x"), Map.of(), unchanged));
    assertThat(store().head(folder + "none")).isEmpty();
    try (ObjectBody read = store().get(folder + "a")) {
      assertThat(read.object().etag()).isEqualTo(second.etag());
    }
  }

  @Test
  void put_eightWritersIfUnchanged_exactlyOneWins() throws Exception {
    for (int round = 0; round < 5; round++) {
      String name = "changed-" + round;
      WriteCondition unchanged = WriteCondition.unchangedSince(put(name, "before"));
      List<Callable<Boolean>> writers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte[] body = bytes("by " + i);
        writers.add(() -> wins(() -> store().put(folder + name, body, Map.of(), unchanged)));
      }
      List<Boolean> won = together(writers);
      assertThat(won).contains(true);
      if (keepsToS3()) {
        assertThat(won).containsOnlyOnce(true);
      }
    }
  }

  @Test
  void put_withoutTags_hasNone() {
    put("a", "x");

    assertThat(store().tags(folder + "a")).isEmpty();
  }

  @Test
  void put_tenTagsOfAllCharacters_areReadBack() {
    Map<String, String> tags = new HashMap<>(Map.of("tier", "daily", "empty", ""));
    if (keepsToS3()) {
      tags.put("with space", "a b");
      tags.put("sign+-=._:/@", "+-=._:/@");
      tags.put("größe", "übermäßig");
    }
    while (tags.size() < ObjectLimits.MAX_TAGS) {
      tags.put("k" + tags.size(), "v");
    }
    store().put(folder + "a", bytes("x"), tags, ALWAYS);

    assertThat(store().tags(folder + "a")).isEqualTo(tags);
  }

  @Test
  void put_outOfBounds_isRefused() {
    Map<String, String> eleven = new HashMap<>();
    for (int i = 0; i < 11; i++) {
      eleven.put("k" + i, "v");
    }
    assertFails(ErrorCode.REQUEST_INVALID, () -> store().put("", bytes("x"), Map.of(), ALWAYS));
    assertFails(
        ErrorCode.REQUEST_INVALID,
        () -> store().put("é".repeat(513), bytes("x"), Map.of(), ALWAYS));
    assertFails(
        ErrorCode.REQUEST_INVALID, () -> store().put(folder + "a", bytes("x"), eleven, ALWAYS));
    assertFails(
        ErrorCode.REQUEST_INVALID,
        () ->
            store().put(folder + "a", new byte[ObjectLimits.MAX_PUT_BYTES + 1], Map.of(), ALWAYS));
    assertThat(store().head(folder + "a")).isEmpty();
  }

  @Test
  void put_largestBody_isReadBackWhole() throws IOException {
    byte[] body = new byte[ObjectLimits.MAX_PUT_BYTES];
    new Random(1).nextBytes(body);
    store().put(folder + "a", body, Map.of(), ALWAYS);

    try (ObjectBody read = store().get(folder + "a")) {
      assertThat(read.stream().readAllBytes()).isEqualTo(body);
    }
  }

  @Test
  void missingObject_isEmptyOrUnknown() {
    assertThat(store().head(folder + "none")).isEmpty();
    assertFails(ErrorCode.OBJECT_UNKNOWN, () -> store().get(folder + "none"));
    assertFails(ErrorCode.OBJECT_UNKNOWN, () -> store().get(folder + "none", new ByteRange(0, 1)));
    assertFails(ErrorCode.OBJECT_UNKNOWN, () -> store().tags(folder + "none"));
    assertThat(store().list(folder, "", 10)).isEmpty();
    assertThat(store().listFolders(folder)).isEmpty();
    assertThat(store().openUploads(folder)).isEmpty();
  }

  @Test
  void get_range_givesItsBytesAndTheWholeSize() throws IOException {
    put("a", "0123456789");

    assertThat(range(0, 1)).isEqualTo("0");
    assertThat(range(3, 4)).isEqualTo("3456");
    assertThat(range(9, 1)).isEqualTo("9");
    assertThat(range(8, 1_000)).isEqualTo("89");
    assertThat(range(0, Long.MAX_VALUE / 2)).isEqualTo("0123456789");
    assertFails(ErrorCode.REQUEST_INVALID, () -> store().get(folder + "a", new ByteRange(10, 1)));
    try (ObjectBody body = store().get(folder + "a", new ByteRange(3, 4))) {
      assertThat(body.object().size()).isEqualTo(10);
    }
  }

  @Test
  void get_closedEarly_leavesTheStoreUsable() throws IOException {
    store().put(folder + "a", new byte[4 * 1024 * 1024], Map.of(), ALWAYS);
    for (int i = 0; i < 20; i++) {
      try (ObjectBody body = store().get(folder + "a")) {
        assertThat(body.stream().read()).isZero();
      }
    }
    assertThat(store().head(folder + "a")).isPresent();
  }

  /** Asserts that the call fails with this code, and returns nothing. */
  protected static void assertFails(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            VigieException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  /** Runs all at once and gives their results. */
  protected static <T> List<T> together(List<Callable<T>> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(work)) {
        results.add(result.get());
      }
      return results;
    }
  }

  /** Whether a conditional write was done; any failure but OBJECT_EXISTS is thrown. */
  protected static boolean wins(Runnable write) {
    try {
      write.run();
      return true;
    } catch (VigieException e) {
      if (e.code() == ErrorCode.OBJECT_EXISTS) {
        return false;
      }
      throw e;
    }
  }

  /** Writes a text below the test's folder. */
  protected StoredObject put(String name, String body) {
    return store().put(folder + name, bytes(body), Map.of(), ALWAYS);
  }

  /** The object's bytes as text. */
  protected String text(String key) throws IOException {
    try (ObjectBody body = store().get(key)) {
      return new String(body.stream().readAllBytes(), UTF_8);
    }
  }

  /** A text's bytes. */
  protected static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private String range(long offset, long length) throws IOException {
    try (ObjectBody body = store().get(folder + "a", new ByteRange(offset, length))) {
      return new String(body.stream().readAllBytes(), UTF_8);
    }
  }
}
