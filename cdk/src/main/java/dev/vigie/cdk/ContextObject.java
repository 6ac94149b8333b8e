package dev.vigie.cdk;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import software.constructs.Node;

/**
 * One JSON object of the CDK's context, read with types: a value of another type is refused, never
 * converted.
 *
 * @param path the object's name as people write it, with dots; empty for the whole context
 * @param values by key, as the CDK hands them over
 */
record ContextObject(String path, Map<String, Object> values) {

  ContextObject {
    values = Map.copyOf(values);
  }

  /**
   * The whole context of a construct: cdk.json, cdk.context.json and {@code -c}, merged by the CDK.
   */
  static ContextObject of(Node node) {
    return new ContextObject("", entries("", node.getAllContext()));
  }

  /** The keys, in alphabetical order. */
  Set<String> keys() {
    return new TreeSet<>(values.keySet());
  }

  /** The text under the key, or empty if there is none. */
  Optional<String> text(String key) {
    var value = values.get(key);
    if (value == null || value instanceof String) {
      return Optional.ofNullable((String) value);
    }
    throw wrongType(key, value, "a JSON string");
  }

  /** The whole number under the key, or empty if there is none. */
  OptionalInt wholeNumber(String key) {
    var value = values.get(key);
    if (value == null) {
      return OptionalInt.empty();
    }
    // The CDK's bridge to JavaScript has one kind of number: 14 may arrive as an Integer or as
    // 14.0.
    if (value instanceof Number number && number.doubleValue() == number.intValue()) {
      return OptionalInt.of(number.intValue());
    }
    throw wrongType(key, value, "a whole JSON number without quotes");
  }

  /** The texts of the list under the key; none if there is no such key. */
  List<String> texts(String key) {
    var value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrongType(key, value, "a JSON list of strings");
  }

  /** The object under the key; an empty one if there is none. */
  ContextObject object(String key) {
    var value = values.get(key);
    return new ContextObject(name(key), value == null ? Map.of() : entries(name(key), value));
  }

  /**
   * Refuses every key but these.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  void refuseOthersThan(Set<String> known) {
    for (var key : keys()) {
      if (!known.contains(key)) {
        throw refused(
            "context key '%s' is unknown; '%s' takes %s."
                .formatted(name(key), path, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private VigieException wrongType(String key, Object value, String right) {
    return refused("%s is '%s'; it must be %s.".formatted(name(key), value, right));
  }

  private static Map<String, Object> entries(String path, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw refused("%s is '%s'; it must be a JSON object, in cdk.json.".formatted(path, value));
    }
    var entries = new LinkedHashMap<String, Object>();
    map.forEach(
        (key, entry) -> {
          if (entry != null) {
            entries.put(String.valueOf(key), entry);
          }
        });
    return entries;
  }

  /** Refuses a number out of its range. */
  static void checkRange(String key, int value, int least, int most, String unit) {
    if (value < least || value > most) {
      throw refused("%s is %d; it must be %d to %d %s.".formatted(key, value, least, most, unit));
    }
  }

  static VigieException refused(String message) {
    return new VigieException(ErrorCode.SETTING_INVALID, message);
  }
}
