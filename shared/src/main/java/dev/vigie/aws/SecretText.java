package dev.vigie.aws;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/**
 * The text of a secret in Secrets Manager. It is read each time, so a rotation needs nothing here.
 *
 * @param id the secret's name or ARN, 1 to 2,048 characters
 */
public record SecretText(String id) {
  /** AWS Secrets Manager API Reference, "GetSecretValue" and "CreateSecret". */
  static final Pattern ID = Pattern.compile("[a-zA-Z0-9:/_+=.@!-]{1,2048}");

  /** Refuses another form, with {@code SETTING_INVALID}. */
  public SecretText {
    if (!ID.matcher(id).matches()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID, "a secret's id is not of the form " + ID.pattern());
    }
  }

  /**
   * Reads it. Needs {@code secretsmanager:GetSecretValue}.
   *
   * @throws VigieException {@code SETTING_INVALID} if there is no such secret, or it has no value,
   *     {@code CLOUD_DENIED} or {@code CLOUD_UNAVAILABLE} if it is not to be had
   */
  public String read() {
    try (SecretsManagerClient client = Clients.quick(SecretsManagerClient.builder()).build()) {
      String text = client.getSecretValue(request -> request.secretId(id)).secretString();
      return text == null ? "" : text;
    } catch (ResourceNotFoundException e) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "there is no secret " + id + " in this region, or it has no value yet",
          "Name the secret in the settings as Secrets Manager does, and put a value into it.",
          e);
    } catch (SdkException e) {
      boolean denied = e instanceof AwsServiceException refusal && refusal.statusCode() == 403;
      throw new VigieException(
          denied ? ErrorCode.CLOUD_DENIED : ErrorCode.CLOUD_UNAVAILABLE,
          "the secret " + id + " was not read (GetSecretValue): " + e.getMessage(),
          e);
    }
  }
}
