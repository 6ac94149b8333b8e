package dev.vigie.node;

/** Where a command is. A state that has ended never changes. */
public enum CommandState {
  /** Accepted, not started, or on its way. */
  PENDING(false),
  /** Running. */
  RUNNING(false),
  /** Ended with exit status 0: a hint, never a proof. */
  SUCCEEDED(true),
  /** Ended with another exit status. */
  FAILED(true),
  /** Ended on request. */
  CANCELLED(true),
  /** Ended for taking too long, or never delivered. */
  TIMED_OUT(true);

  private final boolean ended;

  CommandState(boolean ended) {
    this.ended = ended;
  }

  /** Whether nothing more will happen. */
  public boolean ended() {
    return ended;
  }
}
