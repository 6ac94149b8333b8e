package dev.vigie.transfer;

/**
 * Hears how a long piece of work goes. Implementations are thread-safe and quick: they are called
 * from the threads that move the bytes.
 */
public interface Progress {
  /** Hears nothing. */
  Progress NONE = (task, done, total) -> {};

  /** The task that is all others together. */
  String ALL = "in all";

  /**
   * A task has come so far.
   *
   * @param task what is being done, a short stable phrase such as {@code dump data}
   * @param done bytes so far, never less than before
   * @param total bytes in all as far as known, 0 if not; done may pass it, for it is an estimate
   */
  void advance(String task, long done, long total);
}
