package dev.vigie.aws;

import dev.vigie.config.S3Settings;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.storage.ByteRange;
import dev.vigie.storage.MultipartUpload;
import dev.vigie.storage.ObjectBody;
import dev.vigie.storage.ObjectLimits;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.StoredObject;
import dev.vigie.storage.WriteCondition;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * An S3 bucket, on AWS or on any service that speaks S3, by AWS SDK v2. Thread-safe.
 *
 * <p>A request is tried five times with the SDK's standard back-off; a connection is waited for 5
 * s, and the other side may be silent for 60 s. {@link StoredObject#modified} in what a write
 * returns is the time of S3's answer; S3 itself dates an upload in parts from its beginning.
 */
public final class S3ObjectStore implements ObjectStore {
  static final String TYPE = "application/octet-stream";

  private final S3Bucket bucket;
  private final S3Listing listing;
  private final S3LegalHolds holds;

  S3ObjectStore(S3Settings settings, AwsCredentialsProvider credentials, S3Limits limits) {
    this.bucket =
        new S3Bucket(
            S3Clients.of(settings, credentials, limits),
            settings.bucket(),
            settings.endpoint().map(uri -> " at " + uri).orElse(""),
            limits);
    this.listing = new S3Listing(bucket);
    this.holds = new S3LegalHolds(bucket);
  }

  /** Opens the bucket with the credentials of AWS's default chain. Sends no request. */
  public static S3ObjectStore open(S3Settings settings) {
    return open(settings, DefaultCredentialsProvider.builder().build());
  }

  /** Opens the bucket with these credentials. Sends no request. */
  public static S3ObjectStore open(S3Settings settings, AwsCredentialsProvider credentials) {
    return new S3ObjectStore(settings, credentials, S3Limits.STANDARD);
  }

  @Override
  public String bucket() {
    return bucket.name();
  }

  @Override
  public StoredObject put(
      String key, byte[] body, Map<String, String> tags, WriteCondition condition) {
    ObjectLimits.checkKey(key);
    ObjectLimits.checkBody(key, body);
    ObjectLimits.checkTags(tags);
    String writeId = UUID.randomUUID().toString();
    WriteAttempts attempts = new WriteAttempts();
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(bucket.name())
            .key(key)
            .contentType(typeOf(key))
            .checksumSHA256(S3Bucket.sha256(ByteBuffer.wrap(body)))
            .metadata(Map.of(S3Bucket.WRITE_ID, writeId))
            .tagging(tags.isEmpty() ? null : tagging(tags))
            .ifNoneMatch(condition.ifAbsent() ? "*" : null)
            .ifMatch(condition.ifEtag().map(S3Bucket::quoted).orElse(null))
            .overrideConfiguration(
                o ->
                    o.apiCallAttemptTimeout(bucket.limits().sending(body.length))
                        .putExecutionAttribute(WriteAttempts.ATTRIBUTE, attempts))
            .build();
    try {
      return put(request, body);
    } catch (SdkException | UncheckedIOException e) {
      VigieException failure = unmet(condition, key, bucket.failure("write", key, e));
      return own(failure, key, writeId, attempts).orElseThrow(() -> failure);
    }
  }

  /** A page is shown by a browser that follows a link to it; all else is kept. */
  private static String typeOf(String key) {
    return key.endsWith(".html") ? "text/html; charset=utf-8" : TYPE;
  }

  /** To If-Match of what is not there S3 answers 404 (S3 User Guide, "Conditional writes"). */
  private static VigieException unmet(WriteCondition condition, String key, VigieException e) {
    return condition.ifEtag().isPresent() && e.code() == ErrorCode.OBJECT_UNKNOWN
        ? new VigieException(ErrorCode.OBJECT_EXISTS, "cannot write " + key + ": it is gone", e)
        : e;
  }

  private StoredObject put(PutObjectRequest request, byte[] body) {
    RequestBody content =
        RequestBody.fromContentProvider(
            () -> new ByteArrayInputStream(body), body.length, request.contentType());
    PutObjectResponse answer = bucket.client().putObject(request, content);
    return new StoredObject(
        request.key(),
        body.length,
        S3Bucket.unquoted(answer.eTag()),
        S3Bucket.versionOf(answer.versionId()),
        S3Bucket.answered(answer.sdkHttpResponse()));
  }

  private Optional<StoredObject> own(
      VigieException failure, String key, String writeId, WriteAttempts attempts) {
    if (failure.code() != ErrorCode.OBJECT_EXISTS || !attempts.mayBeDone()) {
      return Optional.empty();
    }
    try {
      return bucket.ownWrite(key, writeId);
    } catch (VigieException e) {
      failure.addSuppressed(e);
      return Optional.empty();
    }
  }

  @Override
  public MultipartUpload startUpload(String key, Map<String, String> tags) {
    ObjectLimits.checkKey(key);
    ObjectLimits.checkTags(tags);
    String writeId = UUID.randomUUID().toString();
    String uploadId =
        bucket.call(
            "begin an upload to",
            key,
            () ->
                bucket
                    .client()
                    .createMultipartUpload(
                        r ->
                            r.bucket(bucket.name())
                                .key(key)
                                .contentType(TYPE)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                                .metadata(Map.of(S3Bucket.WRITE_ID, writeId))
                                .tagging(tags.isEmpty() ? null : tagging(tags)))
                    .uploadId());
    return new S3Upload(bucket, key, uploadId, writeId);
  }

  @Override
  public Optional<StoredObject> head(String key) {
    ObjectLimits.checkKey(key);
    return bucket.head(key).map(found -> S3Bucket.stored(key, found));
  }

  @Override
  public ObjectBody get(String key) {
    // S3 sends the checksum of an object written whole, and the SDK compares it; one of an upload
    // in parts is a digest of digests, which the SDK passes over.
    return open(key, GetObjectRequest.builder().checksumMode(ChecksumMode.ENABLED));
  }

  @Override
  public ObjectBody get(String key, ByteRange range) {
    long last = range.offset() + range.length() - 1;
    return open(key, GetObjectRequest.builder().range("bytes=" + range.offset() + "-" + last));
  }

  private ObjectBody open(String key, GetObjectRequest.Builder request) {
    ObjectLimits.checkKey(key);
    ResponseInputStream<GetObjectResponse> stream =
        bucket.call(
            "read",
            key,
            () -> bucket.client().getObject(request.bucket(bucket.name()).key(key).build()));
    GetObjectResponse head = stream.response();
    StoredObject object =
        new StoredObject(
            key,
            sizeOf(head),
            S3Bucket.unquoted(head.eTag()),
            S3Bucket.versionOf(head.versionId()),
            head.lastModified());
    return new ObjectBody(object, new WholeBody(stream, head.contentLength(), bucket.nameOf(key)));
  }

  /** The whole object's size: a range's answer has it behind the slash, {@code bytes 0-4/10}. */
  private static long sizeOf(GetObjectResponse head) {
    String range = head.contentRange();
    return range == null
        ? head.contentLength()
        : Long.parseLong(range, range.indexOf('/') + 1, range.length(), 10);
  }

  @Override
  public List<StoredObject> list(String prefix, String after, int limit) {
    ObjectLimits.checkLimit(limit);
    return listing.objects(prefix, after, limit);
  }

  @Override
  public List<String> listFolders(String prefix) {
    ObjectLimits.checkFolderPrefix(prefix);
    return listing.folders(prefix);
  }

  @Override
  public Map<String, String> tags(String key) {
    ObjectLimits.checkKey(key);
    List<Tag> tags =
        bucket.call(
            "read the tags of",
            key,
            () -> bucket.client().getObjectTagging(r -> r.bucket(bucket.name()).key(key)).tagSet());
    Map<String, String> named = new LinkedHashMap<>();
    // Some services leave the element of an empty value out.
    tags.forEach(tag -> named.put(tag.key(), Objects.requireNonNullElse(tag.value(), "")));
    return Map.copyOf(named);
  }

  @Override
  public void tag(String key, Map<String, String> tags) {
    ObjectLimits.checkKey(key);
    ObjectLimits.checkTags(tags);
    List<Tag> set =
        tags.entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
    bucket.call(
        "tag",
        key,
        () ->
            bucket
                .client()
                .putObjectTagging(
                    r -> r.bucket(bucket.name()).key(key).tagging(tagging -> tagging.tagSet(set))));
  }

  @Override
  public boolean hold(String key) {
    return holds.put(key, ObjectLockLegalHoldStatus.ON);
  }

  @Override
  public boolean release(String key) {
    return holds.put(key, ObjectLockLegalHoldStatus.OFF);
  }

  @Override
  public boolean isHeld(String key) {
    return holds.isHeld(key);
  }

  @Override
  public List<String> openUploads(String prefix) {
    return listing.uploads(prefix);
  }

  @Override
  public void close() {
    bucket.client().close();
  }

  private static Tagging tagging(Map<String, String> tags) {
    return Tagging.builder()
        .tagSet(
            tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }
}
