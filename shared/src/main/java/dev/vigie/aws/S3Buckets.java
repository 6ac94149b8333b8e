package dev.vigie.aws;

import dev.vigie.config.S3Settings;
import dev.vigie.storage.Buckets;
import dev.vigie.storage.ObjectStore;
import java.util.Optional;

/**
 * Buckets of the same service, by the same credentials.
 *
 * @param first the bucket that Vigie works with
 */
public record S3Buckets(S3Settings first) implements Buckets {
  @Override
  public ObjectStore open(String name, Optional<String> region) {
    return S3ObjectStore.open(first.other(name, region));
  }
}
