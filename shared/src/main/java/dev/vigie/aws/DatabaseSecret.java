package dev.vigie.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.config.FunctionVariables;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.postgres.ConnectionSettings;
import dev.vigie.storage.JsonDocuments;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * User and password of a database, kept in Secrets Manager as RDS keeps them: {@code {"username":
 * …, "password": …}}; other fields are passed over (AWS Secrets Manager User Guide, "JSON structure
 * of AWS Secrets Manager secrets"). It is read for each connection that is set up, so a rotation
 * needs nothing here.
 *
 * @param id the secret's name or ARN, 1 to 2,048 characters
 */
public record DatabaseSecret(String id) {
  private static final String VARIABLE = FunctionVariables.DATABASE_SECRET;

  /** Refuses another form, with {@code SETTING_INVALID}. */
  public DatabaseSecret {
    if (!SecretText.ID.matcher(id).matches()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, VARIABLE + " is not of the form " + SecretText.ID.pattern());
    }
  }

  /** The secret that the environment names, if it does. */
  public static Optional<DatabaseSecret> fromEnvironment(Map<String, String> environment) {
    return Optional.ofNullable(environment.get(VARIABLE))
        .filter(id -> !id.isEmpty())
        .map(DatabaseSecret::new);
  }

  /**
   * Reads it. Needs {@code secretsmanager:GetSecretValue}.
   *
   * @return {@code PGUSER} and {@code PGPASSWORD}
   * @throws VigieException {@code SETTING_INVALID} if there is no such secret or it has another
   *     form, {@code CLOUD_DENIED} or {@code CLOUD_UNAVAILABLE} if it is not to be had; no message
   *     shows any of it
   */
  public ConnectionSettings read() {
    return parse(new SecretText(id).read());
  }

  private ConnectionSettings parse(String text) {
    try {
      JsonNode secret = JsonDocuments.MAPPER.readTree(text);
      Map<String, String> found = new TreeMap<>();
      found.put("PGUSER", field(secret, "username"));
      found.put("PGPASSWORD", field(secret, "password"));
      return new ConnectionSettings(found);
    } catch (JsonProcessingException e) {
      // Without the cause: a parser's words quote what it read.
      throw malformed("is not JSON");
    }
  }

  private String field(JsonNode secret, String name) {
    String value = secret.path(name).asText();
    if (value.isEmpty()) {
      throw malformed("has no " + name);
    }
    return value;
  }

  private VigieException malformed(String what) {
    return new VigieException(
        ErrorCode.SETTING_INVALID,
        "the secret " + id + " " + what,
        "Keep it as {\"username\": \"…\", \"password\": \"…\"}.",
        null);
  }
}
