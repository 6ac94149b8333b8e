package dev.vigie.functions;

import dev.vigie.operation.Failure;
import dev.vigie.operation.OperationId;
import dev.vigie.operation.Outcome;
import java.util.Optional;

/**
 * What {@link RecordOutcome} answers.
 *
 * @param operationId the operation; empty if the signal tells of none
 * @param status {@code IGNORED}, {@code PENDING}, or one of {@link Outcome.Status}
 * @param why a signal is ignored; empty if it is not
 * @param error why the operation did not succeed; empty if it did, or has not ended
 */
record OutcomeAnswer(
    Optional<OperationId> operationId,
    String status,
    Optional<String> why,
    Optional<Failure> error) {
  static OutcomeAnswer ignored(String why) {
    return new OutcomeAnswer(Optional.empty(), "IGNORED", Optional.of(why), Optional.empty());
  }

  static OutcomeAnswer pending(OperationId id) {
    return new OutcomeAnswer(Optional.of(id), "PENDING", Optional.empty(), Optional.empty());
  }

  static OutcomeAnswer of(Outcome outcome) {
    return new OutcomeAnswer(
        Optional.of(outcome.id()), outcome.status().name(), Optional.empty(), outcome.error());
  }
}
