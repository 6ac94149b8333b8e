package dev.vigie.cdk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the archive of the nodes holds, read as what it is. */
final class NodeFile {
  static final List<String> STACKS = List.of("monitoring", "nocodb", "postgres", "traefik");

  private static final ObjectMapper JSON = new ObjectMapper();

  private NodeFile() {}

  static String text(String name) {
    return new String(NodeFiles.resource("node/" + name), StandardCharsets.UTF_8);
  }

  /** A YAML file, with what its anchors stand for. */
  static JsonNode yaml(String name) {
    var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    return JSON.valueToTree(yaml.load(text(name)));
  }

  static JsonNode json(String name) {
    try {
      return JSON.readTree(text(name));
    } catch (IOException unread) {
      throw new UncheckedIOException(name, unread);
    }
  }

  /** The services of a stack, by name. */
  static List<Map.Entry<String, JsonNode>> services(String stack) {
    return List.copyOf(yaml("stacks/" + stack + ".yml").get("services").properties());
  }
}
