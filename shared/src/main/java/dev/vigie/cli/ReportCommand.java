package dev.vigie.cli;

import dev.vigie.alert.HealthJournal;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.report.StatusPage;
import dev.vigie.report.StatusReader;
import dev.vigie.storage.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigie report}. */
@Command(
    name = "report",
    description = {
      "Write the status page: one HTML file that needs nothing else, with what needs a person, a"
          + " calendar of backups, their size and duration, and what drills measured."
    })
final class ReportCommand implements Callable<Integer> {
  @Option(
      names = "--out",
      description = "The file (default: ${DEFAULT-VALUE}); one that is there is replaced.",
      defaultValue = "vigie-status.html",
      paramLabel = "FILE")
  private Path out = Path.of("vigie-status.html");

  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    try (ObjectStore store = bucket.open(remote)) {
      StatusReader reader = new StatusReader(store, Clock.systemUTC());
      StatusPage page = new StatusPage(reader.read(new HealthJournal(store).read().conditions()));
      write(page.html());
      Map<String, Object> written =
          Map.of("file", out.toString(), "databases", page.facts().databases().size());
      output.print(written, "The status page is in " + out.toAbsolutePath());
      return 0;
    }
  }

  private void write(String html) {
    try {
      Files.writeString(out, html, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          out + " cannot be written",
          "Name a file in a directory that is there and yours by --out.",
          e);
    }
  }
}
