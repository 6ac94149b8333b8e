package dev.vigie.operation;

/**
 * Hears how operations ended. Of many signals of one end only the first writes the outcome, so only
 * one listener hears of it, once; if its process dies at that moment, none does.
 */
@FunctionalInterface
public interface OutcomeListener {
  /**
   * The operation has ended, and its outcome is written.
   *
   * @param request what was asked
   * @param outcome how it ended
   */
  void ended(OperationRequest request, Outcome outcome);
}
