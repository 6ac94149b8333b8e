package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.operation.OperationId;
import dev.vigie.postgres.SqlText;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one object of an event. Each is checked when it is asked for, and refused with
 * {@code REQUEST_INVALID}, telling its name, what it holds and what would be right. A null counts
 * as absent. Fields that nobody asks for are not looked at.
 *
 * @param object the JSON object
 * @param path what stands before the names in messages: empty, or ending in a dot
 */
record Fields(JsonNode object, String path) {
  private static final int TOLD_CHARACTERS = 80;

  /** What a keyword of EventBridge Scheduler looks like where nobody replaced it. */
  private static final String PLACEHOLDER = "<aws.scheduler.";

  static Fields of(JsonNode event) {
    return new Fields(event, "");
  }

  boolean has(String field) {
    return !object.path(field).isNull() && !object.path(field).isMissingNode();
  }

  /** The object in the field. */
  Fields inner(String field, String right) {
    if (!object.path(field).isObject()) {
      throw wrong(field, right);
    }
    return new Fields(object.path(field), path + field + ".");
  }

  /** The objects in the field's list; none if the field is absent. */
  List<Fields> inners(String field, String right) {
    if (!has(field)) {
      return List.of();
    }
    JsonNode list = object.path(field);
    List<Fields> inners = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (!list.path(i).isObject()) {
        throw wrong(field, right);
      }
      inners.add(new Fields(list.path(i), "%s%s[%d].".formatted(path, field, i)));
    }
    if (!list.isArray() || list.isEmpty()) {
      throw wrong(field, right);
    }
    return inners;
  }

  /** A text of 1 character or more. */
  String text(String field, String right) {
    return findText(field, right).orElseThrow(() -> wrong(field, right));
  }

  Optional<String> findText(String field, String right) {
    if (!has(field)) {
      return Optional.empty();
    }
    String text = object.path(field).asText();
    if (!object.path(field).isTextual() || text.isEmpty()) {
      throw wrong(field, right);
    }
    if (text.contains(PLACEHOLDER)) {
      throw wrong(field, right + "; EventBridge Scheduler did not replace the keyword");
    }
    return Optional.of(text);
  }

  /** A name that PostgreSQL can have. */
  String name(String field) {
    return findName(field).orElseThrow(() -> wrong(field, NAME));
  }

  Optional<String> findName(String field) {
    Optional<String> name = findText(field, NAME);
    if (name.isPresent() && !isName(name.get())) {
      throw wrong(field, NAME);
    }
    return name;
  }

  /** A text that may stand in a message to people: one line, at most so many characters. */
  Optional<String> findLine(String field, int longest) {
    String right = "one line of 1 to " + longest + " characters";
    Optional<String> line = findText(field, right);
    if (line.isPresent()
        && (line.get().length() > longest
            || line.get().codePoints().anyMatch(Character::isISOControl))) {
      throw wrong(field, right);
    }
    return line;
  }

  /** The id of an operation. */
  OperationId operation(String field) {
    String id = text(field, OPERATION);
    if (!OperationId.isId(id)) {
      throw wrong(field, OPERATION);
    }
    return new OperationId(id);
  }

  Instant time(String field) {
    return findTime(field).orElseThrow(() -> wrong(field, TIME));
  }

  Optional<Instant> findTime(String field) {
    try {
      return findText(field, TIME).map(Instant::parse);
    } catch (DateTimeException _) {
      throw wrong(field, TIME);
    }
  }

  /** True or false; an absent one is false. */
  boolean flag(String field) {
    if (has(field) && !object.path(field).isBoolean()) {
      throw wrong(field, "true or false");
    }
    return object.path(field).asBoolean(false);
  }

  VigieException wrong(String field, String right) {
    JsonNode value = object.path(field);
    String held = value.isMissingNode() ? "is missing" : "holds " + abbreviate(value.toString());
    return new VigieException(
        ErrorCode.REQUEST_INVALID, "%s%s %s; it should be %s".formatted(path, field, held, right));
  }

  private static final String NAME =
      "a name of 1 to " + SqlText.MAX_IDENTIFIER_BYTES + " bytes in UTF-8, without NUL";

  private static final String OPERATION = "an operation's id such as 20261123T020000Z-7f3a9c04d1";

  private static final String TIME = "a time such as 2026-11-23T02:00:00Z";

  private static boolean isName(String text) {
    // Half a surrogate pair would become a question mark, and two names one.
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && text.indexOf('\0') < 0
        && text.getBytes(StandardCharsets.UTF_8).length <= SqlText.MAX_IDENTIFIER_BYTES;
  }

  private static String abbreviate(String json) {
    return json.codePointCount(0, json.length()) <= TOLD_CHARACTERS
        ? json
        : json.substring(0, json.offsetByCodePoints(0, TOLD_CHARACTERS)) + "…";
  }
}
