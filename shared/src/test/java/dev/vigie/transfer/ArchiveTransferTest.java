package dev.vigie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.FaultyObjectStore;
import dev.vigie.storage.InMemoryObjectStore;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTransferTest {
  private static final long SEED = 20261123;
  private static final String KEY = "a/data.dump.zst";

  private static final PartBuffers BUFFERS = PartBuffers.forUploads(2);

  private final InMemoryObjectStore store = new InMemoryObjectStore("memory", Clock.systemUTC());
  private final FaultyObjectStore faulty = new FaultyObjectStore(store);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 1_000_003})
  void archive_ofAnyLength_comesBack(int length) {
    byte[] content = random(length);

    StoredArchive archive = upload(store, content);

    assertThat(archive.bytes()).isEqualTo(length);
    assertThat(archive.storedBytes()).isEqualTo(store.head(KEY).orElseThrow().size());
    assertThat(archive.etag()).isEqualTo(store.head(KEY).orElseThrow().etag());
    assertThat(download(store, archive)).isEqualTo(content);
    assertThat(store.openUploads("")).isEmpty();
  }

  @Test
  void upload_closedWithoutCommit_leavesNothing() {
    try (ArchiveUpload upload = ArchiveUpload.begin(store, KEY, Map.of(), BUFFERS, 1)) {
      upload.write(random(9_000_000), 0, 9_000_000);
      assertThat(store.openUploads("")).containsExactly(KEY);
    }

    assertThat(store.openUploads("")).isEmpty();
    assertThat(store.head(KEY)).isEmpty();
  }

  @Test
  void upload_interrupted_isStillAborted() {
    Thread.currentThread().interrupt();
    assertCode(() -> upload(store, random(40_000_000)), ErrorCode.INTERRUPTED);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(store.openUploads("")).isEmpty();
    assertThat(store.head(KEY)).isEmpty();
  }

  @Test
  void upload_partFails_isToldAndAborted() {
    faulty.failParts(1);

    assertCode(() -> upload(faulty, random(20_000_000)), ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(store.openUploads("")).isEmpty();
    assertThat(store.head(KEY)).isEmpty();
  }

  @Test
  void commit_sameKeyTwiceAtOnce_succeedsOnce() throws Exception {
    List<Future<StoredArchive>> uploads = new ArrayList<>();
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2; i++) {
        byte[] content = random(1_000 + i);
        uploads.add(both.submit(() -> upload(store, content)));
      }
    }

    int done = 0;
    for (Future<StoredArchive> each : uploads) {
      try {
        each.get();
        done++;
      } catch (ExecutionException e) {
        assertThat(e).hasMessageContaining("it exists");
      }
    }
    assertThat(done).isEqualTo(1);
    assertThat(store.openUploads("")).isEmpty();
  }

  @Test
  void download_connectionBreaksAnywhere_recovers() {
    byte[] content = random(3_000);
    StoredArchive archive = upload(store, content);
    for (int at = 0; at < archive.storedBytes(); at += 7) {
      faulty.breakReadsAfter(at);
      assertThat(download(faulty, archive)).isEqualTo(content);
    }
  }

  @Test
  void download_everyConnectionBreaksAfterAByte_recovers() {
    byte[] content = random(500);
    StoredArchive archive = upload(store, content);
    faulty.breakEveryReadAfter(1);

    assertThat(download(faulty, archive)).isEqualTo(content);
  }

  @Test
  void download_noProgress_givesUpAfterFiveBreaks() {
    StoredArchive archive = upload(store, random(500));
    faulty.breakEveryReadAfter(0);

    assertCode(() -> download(faulty, archive), ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(faulty.reads()).isEqualTo(5);
  }

  @Test
  void download_everyFlippedByte_isFound() {
    StoredArchive archive = upload(store, random(300));
    byte[] good = stored();
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      replace(bad);
      assertCode(() -> download(store, archive), ErrorCode.CHECKSUM_MISMATCH);
    }
  }

  @Test
  void download_truncatedLongerOrTwice_isFound() {
    StoredArchive archive = upload(store, random(300));
    byte[] good = stored();
    for (int length : List.of(1, good.length - 1, good.length + 1, good.length * 2)) {
      byte[] bad = Arrays.copyOf(good, length);
      if (length == good.length * 2) {
        System.arraycopy(good, 0, bad, good.length, good.length);
      }
      replace(bad);
      assertCode(() -> download(store, archive), ErrorCode.CHECKSUM_MISMATCH);
    }
    replace(new byte[0]);
    assertThatThrownBy(() -> download(store, archive)).isInstanceOf(VigieException.class);
  }

  @Test
  void download_manifestThatSaysOtherwise_isFound() {
    StoredArchive archive = upload(store, random(300));
    StoredArchive longer = changed(archive, archive.bytes() + 1, archive.sha256());
    StoredArchive other = changed(archive, archive.bytes(), "0".repeat(64));

    assertCode(() -> download(store, longer), ErrorCode.CHECKSUM_MISMATCH);
    assertCode(() -> download(store, other), ErrorCode.CHECKSUM_MISMATCH);
  }

  @Test
  void download_twoFramesInOneObject_areRead() {
    byte[] first = random(300);
    byte[] second = random(200);
    upload(store, first);
    byte[] head = stored();
    replaceKey("b", second);
    byte[] tail = stored("b");
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(head);
    both.writeBytes(tail);
    replace(both.toByteArray());
    StoredArchive archive =
        new StoredArchive(
            KEY, java.util.Optional.empty(), "", 500, both.size(), sha256(both.toByteArray()));

    byte[] expected = Arrays.copyOf(first, 500);
    System.arraycopy(second, 0, expected, 300, 200);
    assertThat(download(store, archive)).isEqualTo(expected);
  }

  @Test
  void open_objectThatIsGone_isUnknown() {
    StoredArchive archive = upload(store, random(10));
    ObjectStore empty = new InMemoryObjectStore("empty", Clock.systemUTC());

    assertCode(() -> download(empty, archive), ErrorCode.OBJECT_UNKNOWN);
  }

  private static StoredArchive upload(ObjectStore store, byte[] content) {
    try (ArchiveUpload upload = ArchiveUpload.begin(store, KEY, Map.of(), BUFFERS, 1)) {
      upload.write(content, 0, content.length);
      return upload.commit();
    }
  }

  private static byte[] download(ObjectStore store, StoredArchive archive) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (ArchiveDownload download = ArchiveDownload.open(store, archive)) {
      byte[] buffer = new byte[997];
      for (int read = download.read(buffer); read >= 0; read = download.read(buffer)) {
        content.write(buffer, 0, read);
      }
      download.verify();
    }
    return content.toByteArray();
  }

  private byte[] stored() {
    return stored(KEY);
  }

  private byte[] stored(String key) {
    try (var body = store.get(key)) {
      return body.stream().readAllBytes();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private void replaceKey(String key, byte[] content) {
    try (ArchiveUpload upload = ArchiveUpload.begin(store, key, Map.of(), BUFFERS, 1)) {
      upload.write(content, 0, content.length);
      upload.commit();
    }
  }

  private void replace(byte[] bytes) {
    store.put(KEY, bytes, Map.of(), WriteCondition.ALWAYS);
  }

  private static StoredArchive changed(StoredArchive archive, long bytes, String sha256) {
    return new StoredArchive(
        archive.key(), archive.versionId(), archive.etag(), bytes, archive.storedBytes(), sha256);
  }

  private static String sha256(byte[] bytes) {
    try {
      return java.util.HexFormat.of()
          .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(SEED + length).nextBytes(bytes);
    return bytes;
  }

  private static void assertCode(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(VigieException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
