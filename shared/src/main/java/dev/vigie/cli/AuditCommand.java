package dev.vigie.cli;

import dev.vigie.error.ErrorCategory;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.evidence.Audit;
import dev.vigie.evidence.Entry;
import dev.vigie.operation.Report;
import dev.vigie.operation.Work;
import dev.vigie.report.Text;
import dev.vigie.storage.ObjectStore;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigie audit}. */
@Command(
    name = "audit",
    description = {
      "Verify the record of all operations, whose every entry holds the digest of the one before, and"
          + " list what was backed up, restored and proved, by whom, with what result.",
      "Ends with status 6 if the record is not as it was written."
    })
final class AuditCommand implements Callable<Integer> {
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--month",
      description = "List only operations that ended in this month, in UTC, for example 2026-11.",
      paramLabel = "MONTH")
  private @Nullable String month;

  @Override
  public Integer call() {
    Optional<YearMonth> asked = Optional.ofNullable(month).map(AuditCommand::parse);
    try (ObjectStore store = bucket.open()) {
      Audit audit = Audit.of(store, asked);
      output.print(audit, describe(audit));
      return audit.faults().isEmpty() ? 0 : ErrorCategory.INTEGRITY.exitStatus();
    }
  }

  private static YearMonth parse(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException e) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID,
          "a month looks like 2026-11, and \"" + text + "\" does not",
          e);
    }
  }

  private static String describe(Audit audit) {
    StringBuilder text = new StringBuilder();
    text.append(
        audit.faults().isEmpty()
            ? "the record is whole: %d entries, the last one's SHA-256 is %s%n"
                .formatted(audit.entries(), audit.head())
            : "THE RECORD IS NOT AS IT WAS WRITTEN%n".formatted());
    audit.faults().forEach(fault -> text.append(Text.message(fault)).append('\n'));
    audit
        .unrecorded()
        .forEach(id -> text.append("operation %s ended and is not in it%n".formatted(id)));
    if (!audit.listed().isEmpty()) {
      text.append('\n').append(table(audit.listed()));
    }
    return text.toString();
  }

  private static String table(List<Entry> entries) {
    return Text.table(
        List.of(
            "ENDED", "OPERATION", "CLUSTER", "DATABASE", "WHAT", "STATUS", "RESULT", "ASKED BY"),
        entries.stream()
            .map(
                entry ->
                    List.of(
                        entry.endedAt().toString(),
                        entry.operationId().value(),
                        Text.name(entry.work().cluster()),
                        Text.name(entry.work().database()),
                        what(entry.work()),
                        entry.status().name(),
                        result(entry),
                        Text.message(entry.requestedBy())))
            .toList());
  }

  private static String what(Work work) {
    return switch (work) {
      case Work.Backup backup -> "backup, " + backup.tier().tags().get("tier");
      case Work.Restore restore ->
          "restore of %s into %s".formatted(restore.backupId(), Text.name(restore.target()));
      case Work.Drill drill -> "drill of " + drill.backupId();
      case Work.Copy copy -> "copy into " + copy.bucket();
    };
  }

  private static String result(Entry entry) {
    return entry
        .report()
        .map(AuditCommand::result)
        .or(() -> entry.error().map(error -> error.code()))
        .orElse("");
  }

  private static String result(Report report) {
    return switch (report) {
      case Report.Backup made ->
          "%s rows, %s".formatted(Text.count(made.rows()), Text.bytes(made.bytes()));
      case Report.Restore made -> Text.count(made.rows()) + " rows, all equal";
      case Report.Drill made -> Text.count(made.rows()) + " rows, all equal";
      case Report.Copy made ->
          "%s backups, %s"
              .formatted(Text.count(made.copied().size()), Text.bytes(made.storedBytes()));
    };
  }
}
