package dev.vigie.engine;

import dev.vigie.operation.Work;
import java.util.List;

/** What is under way when something breaks. */
enum FaultOperation {
  /** A backup of a database that has one already. */
  BACKUP("a backup"),
  /** A restore of that backup in the place of its living database. */
  RESTORE("a restore"),
  /** A drill of that backup. */
  DRILL("a drill");

  private final String words;

  FaultOperation(String words) {
    this.words = words;
  }

  /** For a person. */
  String words() {
    return words;
  }

  /** What is asked for. */
  Work work(FaultGround ground) {
    return switch (this) {
      case BACKUP -> Engine.backupOf(FaultGround.DATABASE);
      case RESTORE -> Engine.restoreOf(ground.before(), FaultGround.DATABASE, true);
      case DRILL ->
          new Work.Drill(
              Engine.CLUSTER, FaultGround.DATABASE, ground.before().backupId(), List.of());
    };
  }
}
