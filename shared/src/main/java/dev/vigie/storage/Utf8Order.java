package dev.vigie.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The order of S3's listings: by the UTF-8 bytes, unsigned. It differs from {@link
 * String#compareTo} where characters beyond U+FFFF meet others above U+D7FF. Thread-safe.
 */
public enum Utf8Order implements Comparator<String> {
  /** The one order. */
  INSTANCE;

  @Override
  public int compare(String left, String right) {
    return Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }
}
