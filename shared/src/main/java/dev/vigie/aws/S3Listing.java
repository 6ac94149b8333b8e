package dev.vigie.aws;

import dev.vigie.storage.StoredObject;
import dev.vigie.storage.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What a bucket holds, page by page. Thread-safe. */
final class S3Listing {
  /** S3 gives at most so many in one answer (Amazon S3 API Reference, "ListObjectsV2"). */
  private static final int PAGE = 1_000;

  private final S3Bucket bucket;

  S3Listing(S3Bucket bucket) {
    this.bucket = bucket;
  }

  List<StoredObject> objects(String prefix, String after, int limit) {
    List<StoredObject> found = new ArrayList<>();
    @Nullable String next = null;
    do {
      int wanted = Math.min(PAGE, limit - found.size());
      ListObjectsV2Response page =
          page(prefix, next, r -> r.maxKeys(wanted).startAfter(after.isEmpty() ? null : after));
      page.contents().forEach(object -> found.add(stored(object)));
      next = page.nextContinuationToken();
    } while (next != null && found.size() < limit);
    return List.copyOf(found);
  }

  List<String> folders(String prefix) {
    TreeSet<String> found = new TreeSet<>(Utf8Order.INSTANCE);
    @Nullable String next = null;
    do {
      ListObjectsV2Response page = page(prefix, next, r -> r.delimiter("/"));
      for (CommonPrefix folder : page.commonPrefixes()) {
        String path = folder.prefix();
        found.add(path.substring(prefix.length(), path.length() - 1));
      }
      next = page.nextContinuationToken();
    } while (next != null);
    return List.copyOf(found);
  }

  List<String> uploads(String prefix) {
    List<String> found = new ArrayList<>();
    @Nullable ListMultipartUploadsResponse page = null;
    do {
      @Nullable String key = page == null ? null : page.nextKeyMarker();
      @Nullable String id = page == null ? null : page.nextUploadIdMarker();
      ListMultipartUploadsResponse answer =
          bucket.call(
              "list the open uploads below",
              prefix,
              () ->
                  bucket
                      .client()
                      .listMultipartUploads(
                          r ->
                              r.bucket(bucket.name())
                                  .prefix(prefix)
                                  .keyMarker(key)
                                  .uploadIdMarker(id)));
      answer.uploads().forEach(upload -> found.add(upload.key()));
      page = answer;
    } while (Boolean.TRUE.equals(page.isTruncated()));
    return found.stream().sorted(Utf8Order.INSTANCE).toList();
  }

  private ListObjectsV2Response page(
      String prefix, @Nullable String next, Consumer<ListObjectsV2Request.Builder> more) {
    return bucket.call(
        "list",
        prefix,
        () ->
            bucket
                .client()
                .listObjectsV2(
                    r -> {
                      more.accept(r.bucket(bucket.name()).prefix(prefix).continuationToken(next));
                    }));
  }

  private static StoredObject stored(S3Object object) {
    return new StoredObject(
        object.key(),
        object.size(),
        S3Bucket.unquoted(object.eTag()),
        Optional.empty(),
        object.lastModified());
  }
}
