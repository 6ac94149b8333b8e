package dev.vigie.config;

/** The pulse by which a fleet's backups are queued: the stack sets it, and the function counts. */
public final class FleetTick {
  /**
   * Minutes from one tick to the next: so long is the first backup of a tick held at most, and a
   * queue holds a message for 15 minutes at most (Amazon SQS quotas, "Message timer").
   */
  public static final int MINUTES = 5;

  private FleetTick() {}
}
