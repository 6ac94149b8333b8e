package dev.vigie.cdk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/**
 * The app as {@code cdk synth} makes it, with the context of the project's own cdk.json.
 *
 * @param directory what the CLI would call cdk.out
 */
record SynthesisedApp(Path directory) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  // One synthesis costs 2 s; the tests of this JVM share those that they only read.
  private static final Map<String, SynthesisedApp> SHARED = new ConcurrentHashMap<>();

  /** The app under this encryption, all other settings being those of cdk.json. */
  static SynthesisedApp withEncryption(String encryption) {
    return SHARED.computeIfAbsent(
        encryption,
        name -> into(Path.of("target", "synthesised", name), Map.of("encryption", name)));
  }

  /** The app with copies in a second region, all other settings being those of cdk.json. */
  static SynthesisedApp replicating() {
    return SHARED.computeIfAbsent(
        "replicating",
        name ->
            into(
                Path.of("target", "synthesised", name),
                Map.of("replication", Map.of("region", "eu-central-1"))));
  }

  /** Synthesises into the directory; these settings replace those of cdk.json, key by key. */
  static SynthesisedApp into(Path directory, Map<String, Object> settings) {
    try {
      app(directory, settings).synth();
      return new SynthesisedApp(directory);
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }

  /** The app with its stacks, not yet synthesised. */
  static App app(Path directory, Map<String, Object> settings) throws IOException {
    clear(directory);
    var file = Path.of("..", "cdk.json").toFile();
    var tree = JSON.readTree(file).get("context");
    // Without an address the app warns that nobody hears of alarms.
    ((ObjectNode) tree.at("/vigie/ops/alerts")).putArray("emails").add("ops@example.org");
    var context = JSON.convertValue(tree, OBJECT);
    var vigie = new HashMap<>(JSON.convertValue(context.get("vigie"), OBJECT));
    vigie.putAll(settings);
    context.put("vigie", vigie);
    var app = new App(AppProps.builder().outdir(directory.toString()).context(context).build());
    VigieApp.addStacks(app, Map.of("BUCKET_SUFFIX", "example"), packages());
    return app;
  }

  /** The CDK keeps the assets of earlier runs, and a test would read those. */
  private static void clear(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The template of the stack with this construct id. */
  StackTemplate stack(String id) {
    var file = directory.resolve(id + ".template.json");
    try {
      return new StackTemplate(Files.readString(file), JSON.readTree(file.toFile()));
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }

  /** Stand for what the build makes, so that no template depends on what is in it. */
  static Packages packages() throws IOException {
    var directory = Files.createDirectories(Path.of("target", "synthesised"));
    return new Packages(
        Files.writeString(directory.resolve("functions.zip"), "the functions' package"),
        runner(directory.resolve("runner.zip")));
  }

  /** A package with the files that a stack looks for, the same bytes each time. */
  private static Path runner(Path file) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var name : List.of("bootstrap", "start-program.sh", "vigie", "lib/shared.jar")) {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        zip.putNextEntry(entry);
      }
    }
    return file;
  }

  /** The operations stack's template, byte by byte as CloudFormation gets it. */
  String opsTemplate() {
    return stack(VigieApp.OPS_STACK).text();
  }

  /** The operations stack's resources of the type, by logical id. */
  Map<String, JsonNode> ops(String type) {
    return stack(VigieApp.OPS_STACK).ofType(type);
  }

  /** The properties of the operations stack's only resource of the type with this property. */
  JsonNode ops(String type, String property, String value) {
    var found =
        ops(type).values().stream()
            .map(resource -> resource.get("Properties"))
            .filter(properties -> properties.path(property).asText().equals(value))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " of " + type + " with " + property + " " + value);
    }
    return found.getFirst();
  }

  /** The storage stack's template, byte by byte as CloudFormation gets it. */
  String template() throws IOException {
    return Files.readString(directory.resolve(VigieApp.STORAGE_STACK + ".template.json"));
  }

  /** The storage stack's resources, by logical id. */
  JsonNode resources() throws IOException {
    return JSON.readTree(template()).get("Resources");
  }

  /** One resource of the storage stack. */
  JsonNode resource(String id) throws IOException {
    return resources().get(id);
  }

  /** One output of the storage stack. */
  JsonNode output(String id) throws IOException {
    return JSON.readTree(template()).get("Outputs").get(id);
  }

  /** The bucket's default encryption: a list of one rule. */
  JsonNode bucketEncryption() throws IOException {
    return resource("BackupBucket")
        .at("/Properties/BucketEncryption/ServerSideEncryptionConfiguration");
  }

  /** The bucket's lifecycle rules. */
  JsonNode lifecycleRules() throws IOException {
    return resource("BackupBucket").at("/Properties/LifecycleConfiguration/Rules");
  }

  /** The bucket's lifecycle rule of this id. */
  JsonNode lifecycleRule(String id) throws IOException {
    return only(lifecycleRules(), "Id", id);
  }

  /** The statements of the bucket's policy. */
  JsonNode statements() throws IOException {
    return resource("BackupBucketPolicy").at("/Properties/PolicyDocument/Statement");
  }

  /** The statement of this Sid of the bucket's policy. */
  JsonNode statement(String sid) throws IOException {
    return only(statements(), "Sid", sid);
  }

  /** JSON written with single quotes. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(text, wrong);
    }
  }

  private static JsonNode only(JsonNode list, String field, String value) {
    for (var element : list) {
      if (element.path(field).asText().equals(value)) {
        return element;
      }
    }
    throw new AssertionError("no element with " + field + " " + value + " in " + list);
  }

  /** What the CLI is told about the stack: name, protection, tags. */
  JsonNode stackProperties() throws IOException {
    return JSON.readTree(directory.resolve("manifest.json").toFile())
        .at("/artifacts/" + VigieApp.STORAGE_STACK + "/properties");
  }
}
