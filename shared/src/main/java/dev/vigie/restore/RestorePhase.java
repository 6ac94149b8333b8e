package dev.vigie.restore;

/** The parts of a whole restore, in the order in which they begin. */
public enum RestorePhase {
  /** The roles are read, and those that lack are made. */
  GLOBALS,
  /** Everything that stands before the data. */
  SCHEMA,
  /** The data; large tables get their indexes and are read back meanwhile. */
  DATA,
  /** Indexes, constraints, triggers, and all else behind the data. */
  INDEXES,
  /** What was not read back yet is, and all is compared. */
  COMPARE,
  /** The database gets its settings and its name. */
  PLACE
}
