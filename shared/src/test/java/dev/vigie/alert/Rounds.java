package dev.vigie.alert;

import dev.vigie.config.AlertPolicy;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rounds, five minutes apart, and what the rules tell of them. */
final class Rounds {
  /** A Monday at noon. */
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  static final Duration APART = Duration.ofMinutes(5);

  private final AlertRules rules;
  private final List<String> told = new ArrayList<>();
  private List<Watched> watched = List.of();
  private Instant now;
  private int round;

  Rounds(AlertPolicy policy, Instant start) {
    this.rules = new AlertRules(policy);
    this.now = start;
  }

  /** A policy with what these tests do not look at as it is by default. */
  static AlertPolicy policy(String fields) {
    return AlertPolicy.parse("{\"deployment\": \"quickdata\"" + fields + "}");
  }

  /** Each letter is one round's finding of the same thing; a dot is a round without it. */
  Rounds see(String letters) {
    for (int i = 0; i < letters.length(); i++) {
      char letter = letters.charAt(i);
      see(letter == '.' ? List.of() : List.of(finding("nocodb", letter)));
    }
    return this;
  }

  /** One round. */
  List<Notice> see(List<Finding> findings) {
    AlertRules.Judgement judged = rules.next(watched, findings, now);
    watched = judged.watched();
    round++;
    now = now.plus(APART);
    judged.notices().forEach(notice -> told.add(notice.change() + "@" + round));
    return judged.notices();
  }

  /** Somebody knows. */
  Rounds acknowledge() {
    watched =
        watched.stream()
            .map(each -> new Watched(each.seen(), each.told().with(new Ack("ana", now, false))))
            .toList();
    return this;
  }

  /** Each change that was told, with the number of its round, from 1. */
  String told() {
    return String.join(" ", told);
  }

  List<Watched> watched() {
    return watched;
  }

  Instant now() {
    return now;
  }

  /** A finding by the first letter of its health; H for one that something broken hides. */
  static Finding finding(String subject, char letter) {
    Health health =
        switch (letter) {
          case 'O' -> Health.OK;
          case 'U', 'H' -> Health.UNKNOWN;
          case 'W' -> Health.WARN;
          case 'F' -> Health.FAIL;
          default -> throw new IllegalArgumentException("no health begins with " + letter);
        };
    return new Finding(
        Check.SERVICE,
        subject,
        health,
        health == Health.OK ? "" : "1 of 2 run",
        letter == 'H' ? Optional.of(Check.NODE) : Optional.empty());
  }
}
