package dev.vigie.cli;

import dev.vigie.aws.DeployedBucket;
import dev.vigie.aws.S3Buckets;
import dev.vigie.aws.S3ObjectStore;
import dev.vigie.config.S3Settings;
import dev.vigie.storage.Buckets;
import dev.vigie.storage.ObjectStore;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which bucket. */
final class BucketOptions {
  @Option(
      names = {"-b", "--bucket"},
      description = "The bucket (default: $VIGIE_BUCKET).",
      paramLabel = "NAME")
  private @Nullable String bucket;

  @Option(
      names = "--endpoint",
      description = "URL of an S3-compatible server (default: $VIGIE_S3_ENDPOINT, else AWS).",
      paramLabel = "URL")
  private @Nullable String endpoint;

  @Option(
      names = "--region",
      description = "The bucket's region (default: $AWS_REGION).",
      paramLabel = "REGION")
  private @Nullable String region;

  /** The settings that the options and the environment give; an option comes first. */
  S3Settings settings() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    put(environment, S3Settings.BUCKET_VARIABLE, bucket);
    put(environment, S3Settings.ENDPOINT_VARIABLE, endpoint);
    put(environment, "AWS_REGION", region);
    return S3Settings.fromEnvironment(environment);
  }

  /** Whether a bucket was named, by option or environment. */
  boolean isNamed() {
    return bucket != null || System.getenv(S3Settings.BUCKET_VARIABLE) != null;
  }

  /** Buckets beside it. */
  Buckets others() {
    return new S3Buckets(settings());
  }

  /** The bucket; the caller closes it. */
  ObjectStore open() {
    return S3ObjectStore.open(settings());
  }

  /** The deployment's bucket where one is asked, unless another is named by option. */
  ObjectStore open(RemoteOptions remote) {
    if (remote.isRemote() && bucket == null) {
      bucket = DeployedBucket.nameOf(remote.deployment());
    }
    return open();
  }

  private static void put(Map<String, String> environment, String name, @Nullable String value) {
    if (value != null) {
      environment.put(name, value);
    }
  }
}
