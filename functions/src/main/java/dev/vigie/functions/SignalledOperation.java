package dev.vigie.functions;

import dev.vigie.catalog.BucketLayout;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import dev.vigie.functions.event.EndSignal;
import dev.vigie.node.CommandReport;
import dev.vigie.node.NodeCommands;
import dev.vigie.node.RunnerTask;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OperationJournal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the operation of which a signal tells. Thread-safe.
 *
 * @param journal the bucket's operations
 * @param nodes where their commands run
 */
record SignalledOperation(OperationJournal journal, NodeCommands nodes) {
  /** The documents that tell of an end; the others tell that an operation is under way. */
  private static final Pattern END = Pattern.compile("operations/[^/]+/(result|outcome)\\.json");

  /** What was found. */
  sealed interface Found {}

  /** An operation of this bucket. */
  record One(OperationId id) implements Found {}

  /** The signal is about something else. */
  record None(String why) implements Found {}

  /**
   * The operation of the signal.
   *
   * @throws VigieException {@code OPERATION_UNKNOWN} if one was named that is not there
   */
  Found of(EndSignal signal) {
    return switch (signal) {
      case EndSignal.Asked(OperationId id) -> new One(journal.require(id).id());
      case EndSignal.ObjectCreated(String bucket, String key) -> ofObject(bucket, key);
      case EndSignal.CommandChanged(String commandId) -> ofCommand(commandId);
    };
  }

  private Found ofObject(String bucket, String key) {
    if (!bucket.equals(journal.store().bucket())) {
      return new None("the object is in another bucket than " + journal.store().bucket());
    }
    Optional<OperationId> id =
        END.matcher(key).matches()
            ? OperationJournal.operationOf(key)
            : BucketLayout.backupIdOf(key)
                .filter(text -> RunnerTask.OPERATION_ID.matcher(text).matches())
                .map(OperationId::new);
    return id.map(this::requested)
        .orElseGet(() -> new None("the key is none of a manifest, a result or an outcome"));
  }

  private Found ofCommand(String commandId) {
    Optional<RunnerTask> task =
        nodes
            .find(commandId)
            .map(CommandReport::task)
            .filter(sent -> sent.bucket().equals(journal.store().bucket()));
    return task.map(sent -> requested(new OperationId(sent.operationId())))
        .orElseGet(() -> new None("the command is none of this bucket's"));
  }

  /** Another program may keep backups in the same layout; they are no operation's. */
  private Found requested(OperationId id) {
    return journal.request(id).isPresent()
        ? new One(id)
        : new None(ErrorCode.OPERATION_UNKNOWN + ": nobody asked for " + id);
  }
}
