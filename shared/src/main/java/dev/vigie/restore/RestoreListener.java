package dev.vigie.restore;

import java.util.List;

/** Hears how a whole restore goes. It is called by the thread that restores, which waits for it. */
public interface RestoreListener {
  /** Hears nothing. */
  RestoreListener NONE = new RestoreListener() {};

  /** A part of the restore begins; each once, in their order. */
  default void began(RestorePhase phase) {}

  /**
   * What was restored is not what the backup says. The restore then fails, with a message that
   * names some of it.
   *
   * @param differences all of them, a sentence each
   */
  default void differs(List<String> differences) {}
}
