package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.functions.event.EndSignal;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.OutcomeRecorder;
import jakarta.inject.Inject;

/**
 * Ends the operation of which a signal tells, if what it left in the bucket says how it ended.
 * While nothing can be said the status is {@code PENDING}: {@code Reconcile} looks again.
 */
public final class RecordOutcome extends JsonFunction {
  @Inject SignalledOperation operations;
  @Inject OutcomeRecorder recorder;

  @Override
  protected Object handle(ObjectNode event, Context context) {
    return switch (operations.of(EndSignal.of(event))) {
      case SignalledOperation.None(String why) -> OutcomeAnswer.ignored(why);
      case SignalledOperation.One(OperationId id) ->
          recorder.record(id).map(OutcomeAnswer::of).orElseGet(() -> OutcomeAnswer.pending(id));
    };
  }
}
