package dev.vigie.storage;

import static dev.vigie.storage.WriteCondition.ALWAYS;
import static dev.vigie.storage.WriteCondition.IF_ABSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.storage.MultipartUpload.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/**
 * The whole contract of an {@link ObjectStore}: objects, listings, and uploads in parts. An adapter
 * is tested by a class that extends this one.
 */
public abstract class ObjectStoreContract extends ListingContract {
  @Test
  void upload_partsInAnyOrder_areOneObjectInTheirNumbersOrder() throws Exception {
    byte[] body = new byte[2 * MultipartUpload.MIN_PART_BYTES + 17];
    new Random(2).nextBytes(body);
    try (MultipartUpload upload = store().startUpload(folder + "a", Map.of("tier", "weekly"))) {
      assertThat(upload.key()).isEqualTo(folder + "a");
      int size = MultipartUpload.MIN_PART_BYTES;
      List<Callable<Part>> parts = new ArrayList<>();
      parts.add(() -> upload.uploadPart(7, ByteBuffer.wrap(body, 2 * size, 17)));
      parts.add(() -> upload.uploadPart(1, ByteBuffer.wrap(body, 0, size)));
      parts.add(() -> upload.uploadPart(3, direct(body, size, size)));
      List<Part> sent = together(parts);
      assertThat(store().head(folder + "a")).isEmpty();

      StoredObject stored =
          upload.complete(List.of(sent.get(1), sent.get(2), sent.get(0)), IF_ABSENT);

      assertThat(stored.size()).isEqualTo(body.length);
      StoredObject head = store().head(folder + "a").orElseThrow();
      assertThat(head.size()).isEqualTo(body.length);
      assertThat(head.etag()).isEqualTo(stored.etag());
      assertThat(head.versionId()).isEqualTo(stored.versionId());
    }
    try (ObjectBody read = store().get(folder + "a")) {
      assertThat(read.stream().readAllBytes()).isEqualTo(body);
    }
    assertThat(store().tags(folder + "a")).containsExactly(Map.entry("tier", "weekly"));
    assertThat(store().openUploads(folder)).isEmpty();
  }

  @Test
  void uploadPart_buffer_isLeftAsItWas() {
    ByteBuffer body = ByteBuffer.wrap(bytes("0123456789")).position(2).limit(5);
    try (MultipartUpload upload = store().startUpload(folder + "a", Map.of())) {
      Part part = upload.uploadPart(1, body.asReadOnlyBuffer());
      assertThat(part.number()).isEqualTo(1);
      // printf 234 | openssl dgst -sha256 -binary | base64
      assertThat(part.sha256()).isEqualTo("EUvRUfj7DFhkLSFw2krn18V5dyYKwsyJBTBsq2sqyrw=");
      assertThat(upload.complete(List.of(upload.uploadPart(1, body)), ALWAYS).size()).isEqualTo(3);
    }
    assertThat(body.position()).isEqualTo(2);
    assertThat(body.limit()).isEqualTo(5);
  }

  @Test
  void upload_ofOneEmptyPart_isAnObjectOfNoBytes() throws IOException {
    try (MultipartUpload upload = store().startUpload(folder + "a", Map.of())) {
      Part part = upload.uploadPart(1, ByteBuffer.allocate(0));
      assertThat(upload.complete(List.of(part), IF_ABSENT).size()).isZero();
    }
    assertThat(text(folder + "a")).isEmpty();
  }

  @Test
  void upload_closedWithoutCompleting_isAborted() {
    try (MultipartUpload upload = store().startUpload(folder + "a", Map.of())) {
      upload.uploadPart(1, ByteBuffer.wrap(bytes("x")));
      assertThat(store().openUploads(folder)).containsExactly(folder + "a");
    }
    assertThat(store().openUploads(folder)).isEmpty();
    assertThat(store().head(folder + "a")).isEmpty();
  }

  @Test
  void upload_closedTwiceAndInAnInterruptedThread_isAborted() {
    MultipartUpload upload = store().startUpload(folder + "a", Map.of());
    Thread.currentThread().interrupt();
    upload.close();
    assertThat(Thread.interrupted()).isTrue();
    upload.close();

    assertThat(store().openUploads(folder)).isEmpty();
    assertThatThrownBy(() -> upload.uploadPart(1, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void complete_ifAbsentOnExistingKey_isRefusedAndAborted() throws IOException {
    put("a", "first");
    try (MultipartUpload upload = store().startUpload(folder + "a", Map.of())) {
      Part part = upload.uploadPart(1, ByteBuffer.wrap(bytes("second")));
      assertFails(ErrorCode.OBJECT_EXISTS, () -> upload.complete(List.of(part), IF_ABSENT));
      assertThat(store().openUploads(folder)).isEmpty();
    }
    assertThat(text(folder + "a")).isEqualTo("first");
  }

  @Test
  void complete_always_hidesTheOlderVersion() throws IOException {
    put("a", "first");
    try (MultipartUpload upload = store().startUpload(folder + "a", Map.of())) {
      Part part = upload.uploadPart(1, ByteBuffer.wrap(bytes("second")));
      upload.complete(List.of(part), ALWAYS);
    }
    assertThat(text(folder + "a")).isEqualTo("second");
  }

  @Test
  void complete_eightUploadsIfAbsent_exactlyOneWins() throws Exception {
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      writers.add(
          () -> {
            try (MultipartUpload upload = store().startUpload(folder + "a", Map.of())) {
              Part part = upload.uploadPart(1, ByteBuffer.wrap(bytes("the same bytes")));
              return wins(() -> upload.complete(List.of(part), IF_ABSENT));
            }
          });
    }
    assertThat(together(writers)).containsOnlyOnce(true);
    assertThat(store().openUploads(folder)).isEmpty();
    assertThat(text(folder + "a")).isEqualTo("the same bytes");
  }

  @Test
  void upload_outOfBounds_isRefused() {
    assertFails(ErrorCode.REQUEST_INVALID, () -> store().startUpload("", Map.of()));
    try (MultipartUpload upload = store().startUpload(folder + "a", Map.of())) {
      assertFails(ErrorCode.REQUEST_INVALID, () -> upload.uploadPart(0, ByteBuffer.allocate(1)));
      assertFails(
          ErrorCode.REQUEST_INVALID, () -> upload.uploadPart(10_001, ByteBuffer.allocate(1)));
      assertFails(ErrorCode.REQUEST_INVALID, () -> upload.complete(List.of(), ALWAYS));
      Part one = upload.uploadPart(1, ByteBuffer.allocate(1));
      Part last = upload.uploadPart(MultipartUpload.MAX_PARTS, ByteBuffer.allocate(1));
      assertFails(ErrorCode.REQUEST_INVALID, () -> upload.complete(List.of(last, one), ALWAYS));
      Part unsent = new Part(2, one.etag(), one.sha256());
      assertFails(ErrorCode.REQUEST_INVALID, () -> upload.complete(List.of(one, unsent), ALWAYS));
    }
    assertThat(store().openUploads(folder)).isEmpty();
  }

  @Test
  void openUploads_severalOfOneKey_areEachListed() {
    try (MultipartUpload first = store().startUpload(folder + "b/ü !", Map.of());
        MultipartUpload second = store().startUpload(folder + "b/ü !", Map.of());
        MultipartUpload third = store().startUpload(folder + "a", Map.of())) {
      assertThat(List.of(first.key(), second.key(), third.key())).hasSize(3);
      assertThat(store().openUploads(folder))
          .containsExactly(folder + "a", folder + "b/ü !", folder + "b/ü !");
      assertThat(store().openUploads(folder + "b/")).hasSize(2);
    }
    assertThat(store().openUploads(folder)).isEmpty();
  }

  private static ByteBuffer direct(byte[] body, int offset, int length) {
    return ByteBuffer.allocateDirect(length).put(body, offset, length).flip();
  }
}
