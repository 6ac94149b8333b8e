package dev.vigie.channel;

import dev.vigie.alert.AlertSink;
import dev.vigie.config.AlertAccess;
import dev.vigie.config.AlertChannel;
import dev.vigie.config.AlertPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A policy's channels. Making them sends nothing and reads no secret: what is wrong with a channel
 * is found when something is sent on it, and told on the others.
 *
 * @param access where they are found
 * @param secrets gives the text of a secret by its id
 * @param topic takes e-mail
 * @param http sends
 */
public record Channels(
    AlertAccess access, UnaryOperator<String> secrets, EmailSink.Topic topic, HttpSender http) {
  /** The channels by their names. */
  public Map<String, AlertSink> of(AlertPolicy policy) {
    Map<String, AlertSink> sinks = new TreeMap<>();
    policy.channels().forEach(channel -> sinks.put(channel.name(), sink(channel)));
    return sinks;
  }

  /** What hears of each round, if the policy names one. */
  public Optional<Runnable> heartbeat(AlertPolicy policy) {
    return Optional.ofNullable(policy.heartbeat()).map(name -> new Heartbeat(secret(name), http));
  }

  private AlertSink sink(AlertChannel channel) {
    return switch (channel.kind()) {
      case EMAIL -> new EmailSink(topic);
      case SMTP -> new SmtpSink(secret(channel.name()));
      case SLACK -> new SlackSink(secret(channel.name()), http);
      case TEAMS -> new TeamsSink(secret(channel.name()), http);
      case DISCORD -> new DiscordSink(secret(channel.name()), http);
      case PAGERDUTY -> new PagerDutySink(secret(channel.name()), http);
      case WEBHOOK -> new WebhookSink(secret(channel.name()), http);
    };
  }

  private ChannelSecret secret(String channel) {
    return new ChannelSecret(
        channel,
        () -> secrets.apply(access.secretOf(channel)),
        access.loopback() ? ChannelSecret.Scope.LOOPBACK_TOO : ChannelSecret.Scope.HTTPS);
  }
}
