package dev.vigie.engine;

/** What is under way when something breaks. */
enum FaultOperation {
  /** A backup of a database that has one already. */
  BACKUP("a backup"),
  /** A restore of that backup in the place of its living database. */
  RESTORE("a restore");

  private final String words;

  FaultOperation(String words) {
    this.words = words;
  }

  /** For a person. */
  String words() {
    return words;
  }
}
