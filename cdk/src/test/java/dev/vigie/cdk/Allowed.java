package dev.vigie.cdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A statement that allows something.
 *
 * @param stack the stack that it stands in
 * @param resource the logical id of the resource that it stands in
 * @param statement as the template has it
 */
record Allowed(String stack, String resource, JsonNode statement) {
  /** The operations stack again, with a runner that is a function. */
  static final String RUNNERS = "Runners";

  /** Every such statement of these stacks, wherever a policy can stand. */
  static List<Allowed> in(Map<String, StackTemplate> stacks) {
    var found = new ArrayList<Allowed>();
    stacks.forEach(
        (id, stack) ->
            stack
                .json()
                .get("Resources")
                .properties()
                .forEach(entry -> collect(id, entry.getKey(), entry.getValue(), found)));
    return found;
  }

  /** Every statement below, whatever the policy's field is called. */
  private static void collect(String stack, String resource, JsonNode node, List<Allowed> found) {
    if (node.path("Effect").asText().equals("Allow")) {
      found.add(new Allowed(stack, resource, node));
    }
    node.forEach(child -> collect(stack, resource, child, found));
  }

  /** Every stack that the app can have, so that one that is added is walked, too. */
  static Map<String, StackTemplate> stacks() {
    var ending = ".template.json";
    var app = SynthesisedApp.replicating();
    var stacks =
        Stream.of(Objects.requireNonNull(app.directory().toFile().list()))
            .filter(name -> name.endsWith(ending))
            .map(name -> name.substring(0, name.length() - ending.length()))
            .collect(Collectors.toMap(id -> id, app::stack));
    stacks.put(VigieApp.INFRA_STACK, Everything.APP.stack(VigieApp.INFRA_STACK));
    stacks.put(VigieApp.OPS_STACK, Everything.APP.stack(VigieApp.OPS_STACK));
    stacks.put(RUNNERS, RunnerFunctionsTest.APP.stack(VigieApp.OPS_STACK));
    return stacks;
  }

  /**
   * The account's own hold on a key (KMS Developer Guide, "Default key policy"): without it a
   * mistake in a role would lock everybody out for good.
   */
  boolean isTheAccountsOwn() {
    return actions().equals(List.of("kms:*"))
        && statement.path("Principal").toString().contains(":root");
  }

  /** In a key's policy {@code *} is this one key (KMS Developer Guide, "Key policies"). */
  boolean isOfAKey() {
    return statement.has("Principal")
        && actions().stream().allMatch(action -> action.startsWith("kms:"));
  }

  List<String> actions() {
    return texts(statement.path("Action"));
  }

  List<String> resources() {
    return texts(statement.path("Resource"));
  }

  String sid() {
    return statement.path("Sid").asText();
  }

  private static List<String> texts(JsonNode oneOrMore) {
    return oneOrMore.isArray()
        ? StreamSupport.stream(oneOrMore.spliterator(), false).map(Allowed::text).toList()
        : List.of(text(oneOrMore));
  }

  /** A text, or what Fn::Join makes one of, with {@code _} for what is known at deployment. */
  static String text(JsonNode value) {
    if (!value.has("Fn::Join")) {
      return value.isTextual() ? value.asText() : "_";
    }
    return StreamSupport.stream(value.at("/Fn::Join/1").spliterator(), false)
        .map(Allowed::text)
        .collect(Collectors.joining());
  }
}
