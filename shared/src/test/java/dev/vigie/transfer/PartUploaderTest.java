package dev.vigie.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.MultipartUpload;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PartUploaderTest {
  private static final int MIB = 1024 * 1024;
  private static final PartSizePlan SMALL = new PartSizePlan(5 * MIB, 10_000, 5 * MIB);

  private static PartBuffers buffers() {
    return PartBuffers.of(64L * MIB, 1, SMALL);
  }

  @Test
  void complete_dataEndsWithAPart_sendsNoEmptyPart() throws IOException {
    Upload upload = new Upload();
    try (PartUploader uploader = PartUploader.of(upload, buffers(), 10_000)) {
      uploader.sink().write(new byte[10 * MIB]);
      uploader.complete();
    }

    assertThat(upload.sizes).isEqualTo(Map.of(1, 5 * MIB, 2, 5 * MIB));
    assertThat(upload.completed).isEqualTo(2);
  }

  @Test
  void complete_noData_sendsOneEmptyPart() {
    Upload upload = new Upload();
    try (PartUploader uploader = PartUploader.of(upload, buffers(), 10_000)) {
      assertThat(uploader.complete().sha256())
          .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
    assertThat(upload.sizes).isEqualTo(Map.of(1, 0));
  }

  @Test
  void write_manyParts_reusesItsBuffers() throws IOException {
    Upload upload = new Upload();
    try (PartUploader uploader = PartUploader.of(upload, buffers(), 10_000)) {
      OutputStream sink = uploader.sink();
      for (int i = 0; i < 50; i++) {
        sink.write(new byte[5 * MIB]);
      }
      sink.write(1);
      uploader.complete();
    }

    assertThat(upload.sizes).hasSize(51);
    assertThat(upload.buffers).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void write_aSecondPartFailedWhileTheFirstIsUnderWay_isTold() throws Exception {
    Upload upload = new Upload();
    upload.hold = 1;
    upload.fail = 2;
    try (PartUploader uploader = PartUploader.of(upload, buffers(), 10_000)) {
      OutputStream sink = uploader.sink();
      // Not one byte more: the third buffer would wait for the first part.
      sink.write(new byte[10 * MIB]);
      assertThatThrownBy(() -> writeUntilRefused(upload, sink))
          .isInstanceOfSatisfying(
              VigieException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
      upload.held.countDown();
    }
    assertThat(upload.completed).isZero();
    assertThat(upload.closed).isTrue();
  }

  private static void writeUntilRefused(Upload upload, OutputStream sink) throws Exception {
    upload.held.countDown();
    for (int i = 0; i < 20 * MIB; i += 1024) {
      sink.write(new byte[1024]);
    }
  }

  @Test
  void write_beyondTheLastPart_isTooLarge() throws IOException {
    Upload upload = new Upload();
    try (PartUploader uploader = PartUploader.of(upload, buffers(), 3)) {
      OutputStream sink = uploader.sink();
      sink.write(new byte[15 * MIB]);
      assertThatThrownBy(() -> sink.write(1))
          .isInstanceOfSatisfying(
              VigieException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.ARCHIVE_TOO_LARGE))
          .hasMessageContaining("15,728,640 bytes that 3 parts");
    }
    assertThat(upload.completed).isZero();
    assertThat(upload.closed).isTrue();
  }

  /** An upload that keeps only what it needs to know. */
  private static final class Upload implements MultipartUpload {
    private final Map<Integer, Integer> sizes = Collections.synchronizedMap(new TreeMap<>());
    private final Set<Long> buffers = ConcurrentHashMap.newKeySet();
    private final CountDownLatch held = new CountDownLatch(1);
    private int hold;
    private int fail;
    private int completed;
    private boolean closed;

    @Override
    public String key() {
      return "key";
    }

    @Override
    public Part uploadPart(int number, ByteBuffer body) {
      if (number == hold) {
        try {
          held.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      if (number == fail) {
        throw new VigieException(ErrorCode.STORAGE_UNAVAILABLE, "no");
      }
      sizes.put(number, body.remaining());
      buffers.add(MemorySegment.ofBuffer(body).address());
      return new Part(number, "", "");
    }

    @Override
    public StoredObject complete(List<Part> parts, WriteCondition condition) {
      completed = parts.size();
      return new StoredObject("key", 0, "", Optional.empty(), Instant.EPOCH);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
