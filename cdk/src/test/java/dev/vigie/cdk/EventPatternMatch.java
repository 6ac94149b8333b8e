package dev.vigie.cdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;

/**
 * Whether an event fits a pattern, for as much of the language as Vigie's rules speak: exact
 * values, {@code suffix} and {@code anything-but} (Amazon EventBridge User Guide, "Comparison
 * operators").
 */
final class EventPatternMatch {
  private EventPatternMatch() {}

  static boolean fits(JsonNode pattern, JsonNode event) {
    return pattern.properties().stream()
        .allMatch(
            field ->
                field.getValue().isObject()
                    ? fits(field.getValue(), event.path(field.getKey()))
                    : any(field.getValue(), event.path(field.getKey())));
  }

  private static boolean any(JsonNode alternatives, JsonNode value) {
    return !value.isMissingNode()
        && StreamSupport.stream(alternatives.spliterator(), false)
            .anyMatch(alternative -> one(alternative, value));
  }

  private static boolean one(JsonNode alternative, JsonNode value) {
    if (!alternative.isObject()) {
      return alternative.equals(value);
    }
    var operator = alternative.properties().iterator().next();
    return switch (operator.getKey()) {
      case "suffix" -> value.asText().endsWith(operator.getValue().asText());
      case "anything-but" ->
          StreamSupport.stream(operator.getValue().spliterator(), false).noneMatch(value::equals);
      default -> throw new AssertionError("an operator that is not known: " + alternative);
    };
  }
}
