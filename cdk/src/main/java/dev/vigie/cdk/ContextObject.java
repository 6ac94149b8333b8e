package dev.vigie.cdk;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.time.ZoneId;
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
    throw wrong(key, value, "a JSON string");
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
    throw wrong(key, value, "a whole JSON number without quotes");
  }

  /**
   * The whole number under the key, or the default.
   *
   * @param unit for the message of a refusal
   * @throws VigieException {@code SETTING_INVALID} outside the range
   */
  int wholeNumber(String key, int otherwise, int least, int most, String unit) {
    int value = wholeNumber(key).orElse(otherwise);
    checkRange(name(key), value, least, most, unit);
    return value;
  }

  /**
   * The text under the key, or the first choice.
   *
   * @throws VigieException {@code SETTING_INVALID} if it is none of the choices
   */
  String choice(String key, List<String> choices) {
    var value = text(key).orElse(choices.getFirst());
    if (!choices.contains(value)) {
      throw refused(
          "%s is '%s'; it must be %s."
              .formatted(name(key), value, "'" + String.join("' or '", choices) + "'"));
    }
    return value;
  }

  /**
   * The time zone under the key, by its name; UTC if there is none.
   *
   * @throws VigieException {@code SETTING_INVALID} if no zone of the IANA database has that name
   */
  String timeZone(String key) {
    var value = text(key).orElse("UTC");
    if (!ZoneId.getAvailableZoneIds().contains(value)) {
      throw wrong(key, value, "a name of the IANA time zone database, for example Europe/Paris");
    }
    return value;
  }

  /** True or false under the key, or empty if there is none. */
  Optional<Boolean> flag(String key) {
    var value = values.get(key);
    // What -c gives is text: "false" would otherwise count as something that is set.
    if (value == null || value instanceof Boolean) {
      return Optional.ofNullable((Boolean) value);
    }
    throw wrong(key, value, "true or false without quotes");
  }

  /** The list of texts under the key, or empty if there is none. */
  Optional<List<String>> texts(String key) {
    var value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return Optional.of(list.stream().map(String.class::cast).toList());
    }
    throw wrong(key, value, "a JSON array of strings");
  }

  /** The object under the key; an empty one if there is none. */
  ContextObject object(String key) {
    var value = values.get(key);
    return new ContextObject(name(key), value == null ? Map.of() : entries(name(key), value));
  }

  /**
   * This object with another laid over it: what the other names wins, key by key at every depth; a
   * list is replaced as a whole.
   */
  ContextObject overlaidWith(ContextObject over) {
    return new ContextObject(path, merged(values, over.values));
  }

  /** This object with this text under the key, in place of what stood there. */
  ContextObject with(String key, String text) {
    return new ContextObject(path, merged(values, Map.of(key, text)));
  }

  /** This object without the key. */
  ContextObject without(String key) {
    var others = new LinkedHashMap<>(values);
    others.remove(key);
    return new ContextObject(path, others);
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

  /** The key as people write it, with the names of the objects it stands in. */
  String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private VigieException wrong(String key, Object value, String right) {
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

  private static Map<String, Object> merged(Map<?, ?> below, Map<?, ?> above) {
    var merged = new LinkedHashMap<String, Object>();
    below.forEach((key, value) -> merged.put(String.valueOf(key), value));
    above.forEach(
        (key, value) -> {
          var both = merged.get(String.valueOf(key));
          if (value != null) {
            merged.put(
                String.valueOf(key),
                both instanceof Map<?, ?> lower && value instanceof Map<?, ?> upper
                    ? merged(lower, upper)
                    : value);
          }
        });
    return merged;
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
