package dev.vigie.operation;

/**
 * Hears how operations ended: of each end at least once. Whoever writes an outcome tells it, and
 * notes that it was told; where that process died between, or the listener failed, the next who
 * finds the outcome tells it again. So a listener may hear of one end twice, seldom, and must make
 * it possible to see that it is the same.
 */
@FunctionalInterface
public interface OutcomeListener {
  /**
   * The operation has ended, and its outcome is written.
   *
   * @param request what was asked
   * @param outcome how it ended
   * @throws dev.vigie.error.VigieException if it could not be heard; it is told again later
   */
  void ended(OperationRequest request, Outcome outcome);
}
