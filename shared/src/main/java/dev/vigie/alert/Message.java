package dev.vigie.alert;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.vigie.config.AlertChannel;
import dev.vigie.config.AlertPolicy;
import dev.vigie.probe.Check;
import dev.vigie.probe.Health;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is sent to people at once: all that a round has to tell.
 *
 * @param id the same for each try to send it, 1 to 100 letters, digits and hyphens
 * @param at when it was made
 * @param deployment of which deployment
 * @param notices what is told, the worst first; none for a test of the channel
 * @param open checks of which something is told and not over, when all this has been told
 * @param remarks sentences about the message itself
 * @param runbooks what the address of a runbook begins with
 * @param statusPage its address
 */
public record Message(
    String id,
    Instant at,
    String deployment,
    List<Notice> notices,
    Set<Check> open,
    List<String> remarks,
    Optional<String> runbooks,
    Optional<String> statusPage) {
  public Message {
    notices = List.copyOf(notices);
    open = Set.copyOf(open);
    remarks = List.copyOf(remarks);
  }

  /** A message that says only that the channel works. */
  public static Message test(AlertPolicy policy, String id, Instant now) {
    return of(policy, id, now, List.of(), Set.of(), List.of());
  }

  /** A message under the policy's name and with its links. */
  static Message of(
      AlertPolicy policy,
      String id,
      Instant now,
      List<Notice> notices,
      Set<Check> open,
      List<String> remarks) {
    return new Message(
        id,
        now,
        policy.deployment(),
        notices,
        open,
        remarks,
        Optional.ofNullable(policy.runbooks()),
        Optional.ofNullable(policy.statusPage()));
  }

  /** Whether it only tries the channel. */
  @JsonIgnore
  public boolean isTest() {
    return notices.isEmpty();
  }

  /** The worst of what needs a person; {@code OK} if nothing does. */
  public Health severity() {
    return notices.stream()
        .filter(Notice::isTrouble)
        .map(Notice::severity)
        .max(Health::compareTo)
        .orElse(Health.OK);
  }

  /** Where a check's runbook is: an address, or the file's path in the project. */
  public String runbook(Check check) {
    String file = check.id() + ".md";
    return runbooks
        .map(base -> base.endsWith("/") ? base + file : base + "/" + file)
        .orElse("docs/runbooks/" + file);
  }

  /** What of it this channel hears; empty if nothing. */
  public Optional<Message> heardBy(AlertChannel channel) {
    List<Notice> heard = notices.stream().filter(notice -> hears(channel, notice)).toList();
    return heard.isEmpty() && !isTest()
        ? Optional.empty()
        : Optional.of(new Message(id, at, deployment, heard, open, remarks, runbooks, statusPage));
  }

  private static boolean hears(AlertChannel channel, Notice notice) {
    boolean itself =
        notice.check() == Check.CHANNEL && notice.finding().subject().equals(channel.name());
    if (itself || notice.channels().contains(channel.name())) {
      return !itself;
    }
    return switch (channel.hears()) {
      case ALL -> notice.change() != Change.ESCALATED;
      case FAILURES -> notice.change() != Change.ESCALATED && notice.severity() == Health.FAIL;
      case ESCALATIONS -> false;
    };
  }
}
