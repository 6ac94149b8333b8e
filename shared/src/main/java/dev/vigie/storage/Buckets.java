package dev.vigie.storage;

import java.util.Optional;

/** Opens buckets beside the one that Vigie works with, as the second one of copies. */
@FunctionalInterface
public interface Buckets {
  /**
   * Opens a bucket. Sends no request; the caller closes it.
   *
   * @param name the bucket's
   * @param region where it is; empty if it is where the first is
   * @throws dev.vigie.error.VigieException {@code SETTING_INVALID} for names that cannot be
   */
  ObjectStore open(String name, Optional<String> region);
}
