package dev.vigie.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.storage.JsonDocuments;

/** JSON objects for other services. */
final class Json {
  private Json() {}

  /** An empty object. */
  static ObjectNode object() {
    return JsonDocuments.MAPPER.createObjectNode();
  }

  /** An object of a type, which most services name so. */
  static ObjectNode typed(String type) {
    return object().put("type", type);
  }

  /** An empty array. */
  static ArrayNode array() {
    return JsonDocuments.MAPPER.createArrayNode();
  }

  /** How many bytes of UTF-8 it takes. */
  static int size(ObjectNode node) {
    return JsonDocuments.bytes(node).length;
  }
}
