package dev.vigie.cli;

import dev.vigie.alert.Condition;
import dev.vigie.alert.Delivery;
import dev.vigie.alert.HealthJournal;
import dev.vigie.alert.HealthState;
import dev.vigie.alert.TestRequest;
import dev.vigie.config.AlertChannel;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.probe.Check;
import dev.vigie.report.ConditionTable;
import dev.vigie.report.Text;
import dev.vigie.storage.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vigie alert}. */
@Command(
    name = "alert",
    description = "See what people were told, say that you know, or try the channels.",
    subcommands = {
      AlertCommand.ListOpen.class,
      AlertCommand.Acknowledge.class,
      AlertCommand.Test.class
    })
final class AlertCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command.");
  }

  /** {@code vigie alert list}. */
  @Command(
      name = "list",
      description = "List what people were told and is not over, and the newest messages.")
  static final class ListOpen implements Callable<Integer> {
    private static final int MOST = 20;

    @Mixin private RemoteOptions remote = new RemoteOptions();
    @Mixin private BucketOptions bucket = new BucketOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    /** The answer in JSON. */
    record Listed(Instant lookedAt, List<Condition> open, List<Delivery> deliveries) {}

    @Override
    public Integer call() {
      try (ObjectStore store = bucket.open(remote)) {
        HealthState state = new HealthJournal(store).read();
        Listed listed = new Listed(state.lookedAt(), state.open(), state.deliveries());
        output.print(listed, describe(listed, Clock.systemUTC().instant()));
        return 0;
      }
    }

    private static String describe(Listed listed, Instant now) {
      if (listed.lookedAt().equals(Instant.EPOCH)) {
        return "Nobody has looked yet.";
      }
      List<Delivery> all = listed.deliveries();
      List<Condition> open = listed.open();
      return "looked at %s%n%n%s%n%s"
          .formatted(
              listed.lookedAt(),
              open.isEmpty()
                  ? "Nothing is open.\n"
                  : new ConditionTable(open, Set.copyOf(open), now).text(),
              all.isEmpty()
                  ? "No message was sent."
                  : deliveries(all.subList(Math.max(0, all.size() - MOST), all.size())));
    }

    private static String deliveries(List<Delivery> newest) {
      return Text.table(
          List.of("SENT", "CHANNEL", "MESSAGE", " CHANGES", "RESULT"),
          newest.stream()
              .map(
                  each ->
                      List.of(
                          each.at().toString(),
                          each.channel(),
                          each.message(),
                          Text.count(each.notices()),
                          Text.name(each.failure().orElse("taken"))))
              .toList());
    }
  }

  /** {@code vigie alert ack}. */
  @Command(
      name = "ack",
      description = {
        "Say that you know: it is not escalated any more, and the others are told.",
        "What became worse, or well and broke again, is new."
      })
  static final class Acknowledge implements Callable<Integer> {
    @Parameters(index = "0", description = "As vigie alert list shows it.", paramLabel = "CHECK")
    private String check = "";

    @Parameters(index = "1", description = "As vigie alert list shows it.", paramLabel = "SUBJECT")
    private String subject = "";

    @Option(
        names = "--by",
        description = "Who knows (default: the name that you are logged in by).",
        paramLabel = "NAME")
    private @Nullable String by;

    @Mixin private RemoteOptions remote = new RemoteOptions();
    @Mixin private BucketOptions bucket = new BucketOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    /** The answer in JSON. */
    record Acknowledged(String check, String subject, String by) {}

    @Override
    public Integer call() {
      Check of = parse(check);
      String who = by == null ? System.getProperty("user.name") : by;
      try (ObjectStore store = bucket.open(remote)) {
        new HealthJournal(store).acknowledge(of, subject, who, Clock.systemUTC().instant());
        output.print(
            new Acknowledged(of.id(), subject, who),
            "%s %s is known to %s".formatted(of.id(), Text.name(subject), Text.name(who)));
        return 0;
      }
    }

    private static Check parse(String id) {
      return Arrays.stream(Check.values())
          .filter(each -> each.id().equals(id))
          .findFirst()
          .orElseThrow(
              () ->
                  new VigieException(
                      ErrorCode.REQUEST_INVALID,
                      "there is no check \"%s\"".formatted(Text.name(id)),
                      "The checks are "
                          + Arrays.stream(Check.values())
                              .map(Check::id)
                              .collect(Collectors.joining(", "))
                          + ".",
                      null));
    }
  }

  /** {@code vigie alert test}. */
  @Command(
      name = "test",
      description = {
        "Have a message sent that only tries a channel, or all of them.",
        "The function that looks after health sends it with its next round, the way that an alert"
            + " goes; vigie alert list shows what became of it."
      })
  static final class Test implements Callable<Integer> {
    @Option(
        names = "--channel",
        description = "Only this one, by its name in the settings.",
        paramLabel = "NAME")
    private @Nullable String channel;

    @Mixin private RemoteOptions remote = new RemoteOptions();
    @Mixin private BucketOptions bucket = new BucketOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
      if (channel != null && !AlertChannel.NAME.matcher(channel).matches()) {
        throw new VigieException(
            ErrorCode.REQUEST_INVALID,
            "a channel's name is of the form %s, and \"%s\" is not"
                .formatted(AlertChannel.NAME.pattern(), Text.name(channel)));
      }
      try (ObjectStore store = bucket.open(remote)) {
        TestRequest test =
            new HealthJournal(store)
                .askForTest(Optional.ofNullable(channel), Clock.systemUTC().instant());
        output.print(
            test,
            "The next round sends message %s to %s."
                .formatted(test.id(), test.channel().orElse("every channel")));
        return 0;
      }
    }
  }
}
