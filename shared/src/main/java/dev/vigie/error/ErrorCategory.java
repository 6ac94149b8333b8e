package dev.vigie.error;

/**
 * The kind of a failure, which decides the exit status of the {@code vigie} program and whether a
 * later try may succeed.
 */
public enum ErrorCategory {
  /** Vigie itself is wrong. */
  INTERNAL(1, false),
  /** The request or the command line is wrong; the same request will fail again. */
  BAD_REQUEST(2, false),
  /** This machine or its configuration lacks something: a program, a permission, a password. */
  ENVIRONMENT(3, false),
  /** What was named does not exist. */
  NOT_FOUND(4, false),
  /** What was asked for exists already, or somebody else is at it. */
  CONFLICT(5, false),
  /** Stored or restored data is not what it should be. */
  INTEGRITY(6, false),
  /** A server, the network or a child process failed; a later try may succeed. */
  UNAVAILABLE(7, true);

  private final int exitStatus;
  private final boolean retryable;

  ErrorCategory(int exitStatus, boolean retryable) {
    this.exitStatus = exitStatus;
    this.retryable = retryable;
  }

  /** The exit status of the program, 1 to 7: a contract with scripts. */
  public int exitStatus() {
    return exitStatus;
  }

  /** Whether the same request may succeed later without anybody changing anything. */
  public boolean retryable() {
    return retryable;
  }
}
