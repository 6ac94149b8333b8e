package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.backup.BackupStarter;
import dev.vigie.functions.event.BackupEvent;
import dev.vigie.operation.OperationJournal;
import jakarta.inject.Inject;
import java.time.Clock;

/** Begins a backup. The answer holds {@code operationId} and {@code dispatch}. */
public final class StartBackup extends JsonFunction {
  @Inject BackupStarter starter;
  @Inject OperationJournal journal;
  @Inject Clock clock;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    BackupEvent asked = BackupEvent.of(event);
    Requester requester = Requester.of(asked.origin(), context.getAwsRequestId(), journal, clock);
    return starter.start(
        new BackupStarter.Order(
            asked.cluster(),
            asked.database(),
            asked.tier(),
            requester.time(),
            requester.token(),
            requester.requestedBy()));
  }
}
