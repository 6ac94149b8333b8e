package dev.vigie.probe;

/** What a probe says of one thing. From the best to the worst, so that {@code max} is the worst. */
public enum Health {
  /** As it should be. */
  OK,
  /** It could not be looked at; the reason says why. */
  UNKNOWN,
  /** Nothing is broken yet, and somebody should look before it is. */
  WARN,
  /** It is broken. */
  FAIL
}
