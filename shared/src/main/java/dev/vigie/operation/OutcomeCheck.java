package dev.vigie.operation;

import java.util.Optional;

/** How one kind of work proves that it was done. Each use case brings its own. */
@FunctionalInterface
public interface OutcomeCheck {
  /**
   * Looks at what the operation left in the bucket.
   *
   * @param request what was asked
   * @param result what the runner said, if it did
   * @return the outcome, or empty if nothing can be said yet
   */
  Optional<Outcome> check(OperationRequest request, Optional<OperationResult> result);
}
