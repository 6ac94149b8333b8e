package dev.vigie.report;

import dev.vigie.operation.OperationStatus;
import dev.vigie.operation.PublishedProgress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Operations for a terminal, a row for each: what it is, where it is, how much is done and how long
 * the rest may take. What comes from outside is shown by {@link Text#name}.
 *
 * @param operations in the order of the rows
 */
public record OperationTable(List<OperationStatus> operations) {
  private static final List<String> HEADINGS =
      List.of("OPERATION", "KIND", "CLUSTER", "DATABASE", "STATE", " DONE", " LEFT");

  /** Keeps a copy. */
  public OperationTable {
    operations = List.copyOf(operations);
  }

  /** The table, under its headings. */
  public String text() {
    return Text.table(HEADINGS, operations.stream().map(OperationTable::cells).toList());
  }

  private static List<String> cells(OperationStatus one) {
    return List.of(
        one.id().value(),
        one.kind(),
        Text.name(one.cluster()),
        Text.name(one.database()),
        one.state().name(),
        done(one).orElse(Text.NONE),
        left(one).orElse(Text.NONE));
  }

  /**
   * How much is done, for example {@code 40 %, 40.0 MiB}; only the bytes, if it is not known of how
   * many. Empty if its runner did not tell, or it has ended.
   */
  public static Optional<String> done(OperationStatus one) {
    return one.progress().map(OperationTable::done);
  }

  private static String done(PublishedProgress.Document progress) {
    String done = Text.bytes(progress.bytes());
    return progress.expectedBytes() > progress.bytes()
        ? "%d %%, %s".formatted(100 * progress.bytes() / progress.expectedBytes(), done)
        : done;
  }

  /** How long the rest may take, for example {@code 0:01:30}; empty if that is not known. */
  public static Optional<String> left(OperationStatus one) {
    return one.progress()
        .flatMap(PublishedProgress.Document::secondsLeft)
        .map(seconds -> Text.duration(Duration.ofSeconds(seconds)));
  }
}
