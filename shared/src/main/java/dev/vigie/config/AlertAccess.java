package dev.vigie.config;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the channels of alerts are found.
 *
 * @param topic the ARN of the topic for e-mail; empty if there is none
 * @param secrets the id of each channel's secret, by the channel's name
 * @param loopback whether channels may be on this machine, without encryption
 */
public record AlertAccess(Optional<String> topic, Map<String, String> secrets, boolean loopback) {
  /** Copies the map. */
  public AlertAccess {
    secrets = Map.copyOf(secrets);
  }

  /**
   * Reads it. An empty variable counts as absent.
   *
   * @throws VigieException {@code SETTING_INVALID} naming the variable that is wrong
   */
  public static AlertAccess fromEnvironment(Map<String, String> environment) {
    Map<String, String> secrets = new TreeMap<>();
    for (String pair :
        find(environment, FunctionVariables.ALERT_SECRETS).orElse("").split(",", -1)) {
      int sign = pair.indexOf('=');
      if (sign > 0 && AlertChannel.NAME.matcher(pair.substring(0, sign)).matches()) {
        secrets.put(pair.substring(0, sign), pair.substring(sign + 1));
      } else if (!pair.isEmpty()) {
        throw new VigieException(
            ErrorCode.SETTING_INVALID,
            FunctionVariables.ALERT_SECRETS + " is not of the form slack=ARN,pager=ARN");
      }
    }
    return new AlertAccess(
        find(environment, FunctionVariables.ALERT_TOPIC),
        secrets,
        find(environment, FunctionVariables.ALERT_LOOPBACK).filter("allowed"::equals).isPresent());
  }

  /**
   * The id of a channel's secret.
   *
   * @throws VigieException {@code SETTING_INVALID} if it has none
   */
  public String secretOf(String channel) {
    return Optional.ofNullable(secrets.get(channel))
        .orElseThrow(
            () ->
                new VigieException(
                    ErrorCode.SETTING_INVALID,
                    "%s names no secret of the channel %s"
                        .formatted(FunctionVariables.ALERT_SECRETS, channel)));
  }

  private static Optional<String> find(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty());
  }
}
