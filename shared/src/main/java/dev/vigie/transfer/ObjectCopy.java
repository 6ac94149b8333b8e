package dev.vigie.transfer;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Copies stored archives from one bucket to another as they are, through this process: so the two
 * may belong to different accounts, regions or kinds of S3, and each byte's digest is taken on the
 * way. Thread-safe.
 *
 * @param from where they are
 * @param to where they shall be
 * @param buffers the memory of the parts
 */
public record ObjectCopy(ObjectStore from, ObjectStore to, PartBuffers buffers) {
  private static final int BUFFER_BYTES = 256 * 1024;

  /**
   * Copies one archive. One that was copied before is taken for done if its size is right.
   *
   * @param tags of the copy
   * @param progress hears the bytes that were copied
   * @return the archive as it is in the other bucket
   * @throws VigieException {@code CHECKSUM_MISMATCH} if the bytes are not those that were stored;
   *     nothing is left of the copy then. {@code OBJECT_EXISTS} if there is another object
   */
  public StoredArchive copy(
      StoredArchive archive, Map<String, String> tags, LongConsumer progress) {
    Optional<StoredObject> there = to.head(archive.key());
    if (there.isPresent()) {
      return same(archive, there.get());
    }
    try (PartUploader uploader = PartUploader.begin(to, archive.key(), tags, buffers);
        ResumingStream source = new ResumingStream(from, archive.key(), archive.storedBytes())) {
      byte[] buffer = new byte[BUFFER_BYTES];
      var sink = uploader.sink();
      for (int read = source.read(buffer); read >= 0; read = source.read(buffer)) {
        sink.write(buffer, 0, read);
        progress.accept(uploader.bytes());
      }
      if (!uploader.sha256().equals(archive.sha256())) {
        throw new VigieException(
            ErrorCode.CHECKSUM_MISMATCH,
            "%s holds other bytes than were stored: SHA-256 %s, not %s"
                .formatted(archive.key(), uploader.sha256(), archive.sha256()));
      }
      return as(archive, uploader.complete().object());
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.STORAGE_UNAVAILABLE, archive.key() + " could not be copied", e);
    }
  }

  private StoredArchive same(StoredArchive archive, StoredObject there) {
    if (there.size() != archive.storedBytes()) {
      throw new VigieException(
          ErrorCode.OBJECT_EXISTS,
          "bucket %s has another %s, of %d bytes and not %d"
              .formatted(to.bucket(), archive.key(), there.size(), archive.storedBytes()));
    }
    return as(archive, there);
  }

  private static StoredArchive as(StoredArchive archive, StoredObject object) {
    return new StoredArchive(
        archive.key(),
        object.versionId(),
        object.etag(),
        archive.bytes(),
        archive.storedBytes(),
        archive.sha256());
  }
}
