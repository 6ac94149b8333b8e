package dev.vigie.cdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A synthesised template.
 *
 * @param text byte by byte as CloudFormation gets it
 * @param json the same, parsed
 */
record StackTemplate(String text, JsonNode json) {

  /** The resource of this logical id. */
  JsonNode resource(String id) {
    var resource = json.get("Resources").get(id);
    if (resource == null) {
      throw new AssertionError("no resource " + id);
    }
    return resource;
  }

  /** The properties of the resource of this logical id. */
  JsonNode properties(String id) {
    return resource(id).get("Properties");
  }

  /** All resources of this type by logical id, in the template's order. */
  Map<String, JsonNode> ofType(String type) {
    var found = new LinkedHashMap<String, JsonNode>();
    json.get("Resources")
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().get("Type").asText().equals(type)) {
                found.put(entry.getKey(), entry.getValue());
              }
            });
    return found;
  }
}
