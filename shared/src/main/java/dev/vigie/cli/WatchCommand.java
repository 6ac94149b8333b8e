package dev.vigie.cli;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.report.StatusSummary;
import dev.vigie.report.SummaryReader;
import dev.vigie.report.SummaryText;
import dev.vigie.report.Text;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vigie watch}. */
@Command(
    name = "watch",
    description = {
      "Tell how all is now, again and again, until it is interrupted: as vigie status does, by what"
          + " is in the bucket.",
      "At a terminal in place; elsewhere, and as one line of JSON, whenever something has changed.",
      "Each look is some ten requests, and a few more for each database each minute."
    })
final class WatchCommand implements Callable<Integer> {
  private static final int LONGEST = 3_600;

  @Option(
      names = "--every",
      description = "How often, in seconds, 1 to " + LONGEST + " (default: ${DEFAULT-VALUE}).",
      defaultValue = "5",
      paramLabel = "SECONDS")
  private int every = 5;

  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (every < 1 || every > LONGEST) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "--every takes 1 to %d seconds, and not %d".formatted(LONGEST, every));
    }
    try (ObjectStore store = bucket.open(remote)) {
      SummaryReader reader = new SummaryReader(store, Clock.systemUTC());
      Duration pause = Duration.ofSeconds(every);
      if (output.wantsBars() && LiveScreen.isPossible(System.getenv())) {
        try (LiveScreen screen = LiveScreen.ofThisTerminal()) {
          new Watch(reader::read, new OnScreen(screen), pause).untilInterrupted();
        }
      } else {
        new Watch(reader::read, new InLines(), pause).untilInterrupted();
      }
      return 0;
    }
  }

  /** In place, with what hinders the newest look above what was seen before. */
  private record OnScreen(LiveScreen screen) implements Watch.Viewer {
    @Override
    public void see(StatusSummary summary, boolean news) {
      screen.show(new SummaryText(summary).text());
    }

    @Override
    public void cannotSee(VigieException why) {
      screen.note("could not look: " + Text.name(why.getMessage()) + " [" + why.code() + "]");
    }
  }

  /** One behind the other, for logs and scripts. */
  private final class InLines implements Watch.Viewer {
    @Override
    public void see(StatusSummary summary, boolean news) {
      if (news) {
        output.print(summary, new SummaryText(summary).text() + (output.isJson() ? "" : "\n---"));
      }
    }

    @Override
    public void cannotSee(VigieException why) {
      String note = "could not look: " + why.getMessage() + " [" + why.code() + "]";
      String line =
          output.isJson()
              ? new String(JsonDocuments.bytes(Map.of("note", note)), StandardCharsets.UTF_8)
              : "note: " + Text.message(note);
      spec.commandLine().getErr().println(line);
      spec.commandLine().getErr().flush();
    }
  }
}
