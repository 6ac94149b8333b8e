package dev.vigie.engine;

/**
 * One fault at one stage of one operation.
 *
 * @param operation what is under way
 * @param stage where it is
 * @param kind what breaks
 */
record FaultCell(FaultOperation operation, FaultStage stage, FaultKind kind) {
  /** How a cell went. */
  enum State {
    /** All held. */
    HELD,
    /** Something did not. */
    BROKEN,
    /** This machine lacks what the cell takes. */
    NOT_RUN
  }

  /**
   * How it went.
   *
   * @param how the operation ended and what did not hold, or why the cell was not run
   */
  record Result(FaultCell cell, State state, String how) {}

  @Override
  public String toString() {
    return "%s, when %s: %s".formatted(operation.words(), stage.words(), kind.words());
  }
}
