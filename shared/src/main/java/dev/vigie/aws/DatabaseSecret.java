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
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

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

  /** AWS Secrets Manager API Reference, "GetSecretValue" and "CreateSecret". */
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9:/_+=.@!-]{1,2048}");

  /** Refuses another form, with {@code SETTING_INVALID}. */
  public DatabaseSecret {
    if (!ID.matcher(id).matches()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, VARIABLE + " is not of the form " + ID.pattern());
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
    try (SecretsManagerClient client = Clients.quick(SecretsManagerClient.builder()).build()) {
      return parse(client.getSecretValue(request -> request.secretId(id)).secretString());
    } catch (ResourceNotFoundException e) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "there is no secret " + id + " in this region",
          "Name the secret in the cluster's settings as Secrets Manager does.",
          e);
    } catch (SdkException e) {
      boolean denied = e instanceof AwsServiceException refusal && refusal.statusCode() == 403;
      throw new VigieException(
          denied ? ErrorCode.CLOUD_DENIED : ErrorCode.CLOUD_UNAVAILABLE,
          "the secret " + id + " was not read (GetSecretValue): " + e.getMessage(),
          e);
    }
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
