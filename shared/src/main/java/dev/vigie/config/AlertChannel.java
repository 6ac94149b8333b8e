package dev.vigie.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One way to people.
 *
 * @param name what it is called in settings and messages: 1 to 30 lower-case letters, digits and
 *     hyphens, a letter first; also the name of its secret
 * @param kind of which service
 * @param hears what is told on it
 */
public record AlertChannel(String name, Kind kind, Hears hears) {
  /** The form of a name. */
  public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,29}");

  /** The services. */
  public enum Kind {
    /** The deployment's topic of SNS, whose subscribers get plain text. */
    @JsonProperty("email")
    EMAIL,
    /** A mail server, which is given plain text and HTML. */
    @JsonProperty("smtp")
    SMTP,
    /** An incoming webhook of Slack. */
    @JsonProperty("slack")
    SLACK,
    /** A workflow of Microsoft Teams that takes webhooks. */
    @JsonProperty("teams")
    TEAMS,
    /** A webhook of Discord. */
    @JsonProperty("discord")
    DISCORD,
    /** An integration of PagerDuty by Events API v2. */
    @JsonProperty("pagerduty")
    PAGERDUTY,
    /** Any address that takes signed JSON. */
    @JsonProperty("webhook")
    WEBHOOK;

    /** Whether it needs a secret: an address or a key. */
    public boolean hasSecret() {
      return this != EMAIL;
    }

    /** Its name in settings. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is told on a channel. */
  public enum Hears {
    /** Everything. */
    @JsonProperty("all")
    ALL,
    /** What is broken, and that it no longer is. */
    @JsonProperty("failures")
    FAILURES,
    /** What nobody acknowledged in time, and what becomes of it. */
    @JsonProperty("escalations")
    ESCALATIONS
  }

  /** Refuses another form of name, and a channel without a kind: {@code SETTING_INVALID}. */
  @JsonCreator
  public AlertChannel(@Nullable String name, @Nullable Kind kind, @Nullable Hears hears) {
    this.name = Objects.requireNonNullElse(name, "");
    if (!NAME.matcher(this.name).matches() || kind == null) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "a channel has a kind, and a name of the form %s; one is \"%s\""
              .formatted(NAME.pattern(), this.name));
    }
    this.kind = kind;
    this.hears = Objects.requireNonNullElse(hears, Hears.ALL);
  }
}
