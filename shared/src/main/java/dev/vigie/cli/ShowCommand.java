package dev.vigie.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.catalog.Catalog;
import dev.vigie.catalog.Manifest;
import dev.vigie.catalog.Recovery;
import dev.vigie.catalog.Verification;
import dev.vigie.catalog.Verifications;
import dev.vigie.operation.OperationId;
import dev.vigie.report.Text;
import dev.vigie.storage.JsonDocuments;
import dev.vigie.storage.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vigie show}. */
@Command(name = "show", description = "Show what a backup holds: its objects and its tables.")
final class ShowCommand implements Callable<Integer> {
  @Parameters(description = "The backup's id.", paramLabel = "BACKUP")
  private String backup = "";

  @Mixin private RemoteOptions remote = new RemoteOptions();
  @Mixin private BucketOptions bucket = new BucketOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    OperationId id = new OperationId(backup);
    try (ObjectStore store = bucket.open(remote)) {
      Manifest manifest = new Catalog(store).require(id);
      Optional<Verification> verification = new Verifications(store).find(manifest);
      ObjectNode document = JsonDocuments.MAPPER.valueToTree(manifest);
      verification.ifPresent(
          proof -> document.set("verification", JsonDocuments.MAPPER.valueToTree(proof)));
      output.print(document, describe(manifest, verification));
      return 0;
    }
  }

  private static String describe(Manifest manifest, Optional<Verification> verification) {
    String head =
        """
        backup    %s
        database  %s of cluster %s, PostgreSQL %s
        taken     %s, in %s
        kept      %s
        verified  %s
        """
            .formatted(
                manifest.backupId(),
                Text.name(manifest.database().name()),
                Text.name(manifest.cluster()),
                manifest.database().serverVersion(),
                manifest.startedAt(),
                Text.duration(manifest.duration()),
                manifest.tier().tags().get("tier"),
                verification
                    .map(
                        proof ->
                            "%s by %s %s"
                                .formatted(proof.verifiedAt(), proof.kind(), proof.operationId()))
                    .orElse("no: neither a drill nor a restore has proved it"));
    return head
        + omitted(manifest)
        + recovery(manifest)
        + "\n"
        + objects(manifest)
        + "\n"
        + tables(manifest);
  }

  private static String omitted(Manifest manifest) {
    return manifest.omitted().stream()
        .map(each -> "lacks     " + Text.message(each) + "\n")
        .collect(Collectors.joining());
  }

  private static String recovery(Manifest manifest) {
    StringBuilder text = new StringBuilder();
    Recovery recovery = manifest.recovery().orElseGet(Recovery::none);
    recovery
        .volumes()
        .forEach(
            each ->
                text.append(
                    "files     %s: %s files, %s%n"
                        .formatted(
                            each.volume(), Text.count(each.files()), Text.bytes(each.bytes()))));
    recovery
        .images()
        .forEach(each -> text.append("image     %s: %s%n".formatted(each.service(), each.image())));
    recovery
        .secrets()
        .forEach(
            each ->
                text.append("secret    %s, version %s%n".formatted(each.name(), each.versionId())));
    return text.toString();
  }

  private static String objects(Manifest manifest) {
    return Text.table(
        List.of("OBJECT", " SIZE", " STORED", "SHA-256"),
        manifest.archives().stream()
            .map(
                archive ->
                    List.of(
                        archive.name(),
                        Text.bytes(archive.object().bytes()),
                        Text.bytes(archive.object().storedBytes()),
                        archive.object().sha256()))
            .toList());
  }

  private static String tables(Manifest manifest) {
    return Text.table(
        List.of("TABLE", " ROWS", " SIZE", "FINGERPRINT"),
        manifest.tables().stream()
            .map(
                table ->
                    List.of(
                        table.kind() == Manifest.Kind.LARGE_OBJECTS
                            ? "(large objects)"
                            : Text.name(table.schema() + "." + table.name()),
                        Text.count(table.rows()),
                        Text.bytes(table.bytes()),
                        table.fingerprint()))
            .toList());
  }
}
