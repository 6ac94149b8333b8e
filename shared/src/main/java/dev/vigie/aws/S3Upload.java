package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.MultipartUpload;
import dev.vigie.storage.ObjectLimits;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** An upload in parts to S3. Thread-safe as its interface says. */
final class S3Upload implements MultipartUpload {
  private final S3Bucket bucket;
  private final String key;
  private final String uploadId;
  private final String writeId;
  private final Map<Integer, Long> sizes = new ConcurrentHashMap<>();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param writeId the id in the object's metadata, by which {@link #complete} knows its own object
   */
  S3Upload(S3Bucket bucket, String key, String uploadId, String writeId) {
    this.bucket = bucket;
    this.key = key;
    this.uploadId = uploadId;
    this.writeId = writeId;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public Part uploadPart(int number, ByteBuffer body) {
    ObjectLimits.checkPart(key, number);
    checkOpen();
    String sha256 = S3Bucket.sha256(body);
    long length = body.remaining();
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(bucket.name())
            .key(key)
            .uploadId(uploadId)
            .partNumber(number)
            .checksumSHA256(sha256)
            .overrideConfiguration(o -> o.apiCallAttemptTimeout(bucket.limits().sending(length)))
            .build();
    RequestBody content =
        RequestBody.fromContentProvider(() -> new BufferStream(body), length, S3ObjectStore.TYPE);
    String etag =
        bucket.call(
            "upload part " + number + " of",
            key,
            () -> bucket.client().uploadPart(request, content).eTag());
    sizes.put(number, length);
    return new Part(number, etag, sha256);
  }

  @Override
  public StoredObject complete(List<Part> parts, WriteCondition condition) {
    ObjectLimits.checkParts(key, parts);
    checkOpen();
    long size = sizeOf(parts);
    WriteAttempts attempts = new WriteAttempts();
    try {
      StoredObject stored = complete(request(parts, condition, attempts), size);
      ended.set(true);
      return stored;
    } catch (SdkException | UncheckedIOException e) {
      return own(e, attempts).orElseThrow(() -> refused(e));
    }
  }

  private StoredObject complete(CompleteMultipartUploadRequest request, long size) {
    CompleteMultipartUploadResponse answer = bucket.client().completeMultipartUpload(request);
    return new StoredObject(
        key,
        size,
        S3Bucket.unquoted(answer.eTag()),
        S3Bucket.versionOf(answer.versionId()),
        S3Bucket.answered(answer.sdkHttpResponse()));
  }

  private CompleteMultipartUploadRequest request(
      List<Part> parts, WriteCondition condition, WriteAttempts attempts) {
    List<CompletedPart> completed =
        parts.stream()
            .map(
                part ->
                    CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .checksumSHA256(part.sha256())
                        .build())
            .toList();
    return CompleteMultipartUploadRequest.builder()
        .bucket(bucket.name())
        .key(key)
        .uploadId(uploadId)
        .multipartUpload(u -> u.parts(completed))
        .ifNoneMatch(condition.ifAbsent() ? "*" : null)
        .ifMatch(condition.ifEtag().map(S3Bucket::quoted).orElse(null))
        .overrideConfiguration(o -> o.putExecutionAttribute(WriteAttempts.ATTRIBUTE, attempts))
        .build();
  }

  private long sizeOf(List<Part> parts) {
    long size = 0;
    for (Part part : parts) {
      Long bytes = sizes.get(part.number());
      if (bytes == null) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID, "part " + part.number() + " of " + key + " was never sent");
      }
      size += bytes;
    }
    return size;
  }

  // A second try of a completion that was done meets its own object (412), or no upload any more.
  private Optional<StoredObject> own(RuntimeException failure, WriteAttempts attempts) {
    boolean telling = S3Failures.isExisting(failure) || S3Failures.isNoUpload(failure);
    if (!telling || !attempts.mayBeDone()) {
      return Optional.empty();
    }
    try {
      Optional<StoredObject> own = bucket.ownWrite(key, writeId);
      own.ifPresent(object -> ended.set(true));
      return own;
    } catch (VigieException e) {
      failure.addSuppressed(e);
      return Optional.empty();
    }
  }

  private VigieException refused(RuntimeException cause) {
    VigieException failure = bucket.failure("complete", key, cause);
    if (failure.code() == ErrorCode.OBJECT_EXISTS) {
      try {
        close();
      } catch (VigieException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }

  @Override
  public void close() {
    if (ended.getAndSet(true)) {
      return;
    }
    // An interrupted thread must still be able to clean up; the SDK would refuse to send anything.
    boolean interrupted = Thread.interrupted();
    try {
      bucket
          .client()
          .abortMultipartUpload(r -> r.bucket(bucket.name()).key(key).uploadId(uploadId));
    } catch (SdkException | UncheckedIOException e) {
      if (!S3Failures.isNoUpload(e)) {
        throw bucket.failure("abort the upload of", key, e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void checkOpen() {
    if (ended.get()) {
      throw new IllegalStateException("the upload of " + key + " has ended");
    }
  }
}
