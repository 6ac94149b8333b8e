package dev.vigie.engine;

import static dev.vigie.engine.FaultOperation.BACKUP;
import static dev.vigie.engine.FaultOperation.DRILL;
import static dev.vigie.engine.FaultOperation.RESTORE;
import static dev.vigie.engine.FaultStage.ASKED;
import static dev.vigie.engine.FaultStage.CLAIM;
import static dev.vigie.engine.FaultStage.COMPLETE;
import static dev.vigie.engine.FaultStage.MANIFEST;
import static dev.vigie.engine.FaultStage.OUTCOME;
import static dev.vigie.engine.FaultStage.REPORT;
import static dev.vigie.engine.FaultStage.RESULT;
import static dev.vigie.engine.FaultStage.ROWS_DOWN;
import static dev.vigie.engine.FaultStage.ROWS_UP;
import static dev.vigie.engine.FaultStage.SCHEMA_DOWN;
import static dev.vigie.engine.FaultStage.SCHEMA_UP;
import static dev.vigie.engine.FaultStage.SENT;
import static dev.vigie.engine.FaultStage.THROUGHOUT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which faults are tried at which stages of which operations. */
final class FaultCells {
  private static final List<FaultStage> BACKUPS =
      List.of(CLAIM, SCHEMA_UP, ROWS_UP, COMPLETE, MANIFEST, RESULT);
  private static final List<FaultStage> RESTORES = List.of(CLAIM, SCHEMA_DOWN, ROWS_DOWN, RESULT);
  private static final List<FaultStage> DRILLS = List.of(CLAIM, ROWS_DOWN, REPORT, RESULT);
  private static final List<FaultStage> NONE = List.of();

  private static final List<FaultKind> LONG =
      List.of(StorageFaults.ANSWER_LATE, NetworkFaults.STORAGE_HALF_OPEN);

  private static final List<FaultCell> ALL = new FaultCells().cells();

  private final List<FaultCell> cells = new ArrayList<>();

  private FaultCells() {}

  /** All of them, always in the same order. */
  static List<FaultCell> all() {
    return ALL;
  }

  /** The numbers of one cell of each kind, at another stage and operation from kind to kind. */
  static List<Integer> ofEachKind() {
    Map<FaultKind, List<Integer>> byKind = new LinkedHashMap<>();
    for (int number = 0; number < ALL.size(); number++) {
      byKind.computeIfAbsent(ALL.get(number).kind(), _ -> new ArrayList<>()).add(number);
    }
    List<Integer> chosen = new ArrayList<>();
    for (List<Integer> each : byKind.values()) {
      chosen.add(each.get(chosen.size() % each.size()));
    }
    return chosen;
  }

  /** Whether a cell waits minutes for a time-out, so that others are best tried meanwhile. */
  static boolean isLong(int number) {
    return LONG.contains(ALL.get(number).kind());
  }

  private List<FaultCell> cells() {
    processes();
    storage();
    network();
    machine();
    signals();
    return List.copyOf(cells);
  }

  private void processes() {
    add(ProcessFaults.RUNNER_KILLED, BACKUPS, RESTORES, DRILLS);
    add(ProcessFaults.RUNNER_ENDED, BACKUPS, RESTORES, DRILLS);
    add(ProcessFaults.RUNNER_STOPPED, BACKUPS, RESTORES, List.of(ROWS_DOWN));
    List<FaultStage> up = List.of(SCHEMA_UP, ROWS_UP);
    List<FaultStage> down = List.of(SCHEMA_DOWN, ROWS_DOWN);
    add(ProcessFaults.PROGRAMS_KILLED, up, down, List.of(ROWS_DOWN));
    add(ProcessFaults.PROGRAMS_STOPPED, up, down, List.of(ROWS_DOWN));
    add(ProcessFaults.SESSIONS_ENDED, BACKUPS, RESTORES, NONE);
    add(ProcessFaults.SERVER_CRASHES, BACKUPS, RESTORES, NONE);
    add(ProcessFaults.SERVER_STOPPED, List.of(ROWS_UP), List.of(ROWS_DOWN), NONE);
    add(ProcessFaults.SERVER_KILLED, List.of(ROWS_UP, MANIFEST), List.of(ROWS_DOWN), NONE);
    add(ProcessFaults.DRILL_SERVER_KILLED, NONE, NONE, List.of(SCHEMA_DOWN, ROWS_DOWN));
    add(ProcessFaults.STORAGE_STOPPED, List.of(ROWS_UP), List.of(ROWS_DOWN), List.of(ROWS_DOWN));
    add(
        ProcessFaults.STORAGE_KILLED,
        List.of(ROWS_UP, COMPLETE, MANIFEST),
        List.of(ROWS_DOWN),
        List.of(ROWS_DOWN));
    add(
        ProcessFaults.NODE_REBOOTED,
        List.of(ROWS_UP, MANIFEST),
        List.of(SCHEMA_DOWN, ROWS_DOWN, RESULT),
        List.of(ROWS_DOWN, REPORT));
  }

  private void storage() {
    add(StorageFaults.FAILS_ONCE, BACKUPS, RESTORES, List.of(REPORT));
    add(StorageFaults.SLOW_DOWN, BACKUPS, RESTORES, List.of(ROWS_DOWN));
    add(StorageFaults.FAILS, BACKUPS, RESTORES, List.of(ROWS_DOWN, REPORT));
    add(StorageFaults.DENIES, BACKUPS, RESTORES, List.of(ROWS_DOWN, RESULT));
    add(StorageFaults.NOT_FOUND, NONE, List.of(ROWS_DOWN), List.of(SCHEMA_DOWN));
    add(StorageFaults.UPLOAD_GONE, List.of(ROWS_UP, COMPLETE), NONE, NONE);
    add(StorageFaults.BUCKET_GONE, List.of(ROWS_UP, RESULT), List.of(ROWS_DOWN), NONE);
    add(
        StorageFaults.CONFLICT_ONCE,
        List.of(CLAIM, COMPLETE, MANIFEST),
        List.of(RESULT),
        List.of(REPORT));
    add(StorageFaults.PRECONDITION, List.of(CLAIM, MANIFEST, RESULT), List.of(CLAIM), NONE);
    add(StorageFaults.BAD_DIGEST, List.of(ROWS_UP, MANIFEST), NONE, NONE);
    add(StorageFaults.GARBLED, List.of(ROWS_UP, MANIFEST), List.of(ROWS_DOWN), NONE);
    add(StorageFaults.GARBLED_FAILURE, List.of(COMPLETE), List.of(SCHEMA_DOWN), List.of(RESULT));
    add(StorageFaults.REVOKED, BACKUPS, RESTORES, List.of(ROWS_DOWN));
    add(StorageFaults.ANSWER_LOST, BACKUPS, RESTORES, List.of(REPORT, RESULT));
    add(StorageFaults.ANSWER_LATE, List.of(MANIFEST), List.of(RESULT), NONE);
    add(
        StorageFaults.CUT_UP,
        List.of(CLAIM, SCHEMA_UP, ROWS_UP, MANIFEST, RESULT),
        List.of(CLAIM, RESULT),
        List.of(REPORT));
    add(
        StorageFaults.CHANGED_UP,
        List.of(CLAIM, SCHEMA_UP, ROWS_UP, MANIFEST, RESULT),
        List.of(CLAIM, RESULT),
        List.of(REPORT));
    add(StorageFaults.CUT_DOWN, NONE, List.of(SCHEMA_DOWN, ROWS_DOWN), List.of(ROWS_DOWN));
    add(StorageFaults.CHANGED_DOWN, NONE, List.of(SCHEMA_DOWN, ROWS_DOWN), List.of(ROWS_DOWN));
  }

  private void network() {
    List<FaultStage> up = List.of(CLAIM, ROWS_UP, MANIFEST);
    List<FaultStage> down = List.of(CLAIM, ROWS_DOWN);
    add(NetworkFaults.GONE, BACKUPS, RESTORES, List.of(ROWS_DOWN));
    add(NetworkFaults.STORAGE_CUT, up, down, List.of(ROWS_DOWN));
    add(NetworkFaults.STORAGE_SILENT, List.of(ROWS_UP, COMPLETE), List.of(ROWS_DOWN), NONE);
    add(NetworkFaults.STORAGE_HALF_OPEN, List.of(ROWS_UP), List.of(ROWS_DOWN), NONE);
    add(NetworkFaults.STORAGE_SLOW, List.of(CLAIM), List.of(CLAIM), NONE);
    add(NetworkFaults.DATABASE_CUT, List.of(CLAIM, ROWS_UP, MANIFEST), down, NONE);
    add(NetworkFaults.DATABASE_GONE, up, down, NONE);
    add(NetworkFaults.DATABASE_SILENT, List.of(CLAIM, ROWS_UP), down, NONE);
    add(NetworkFaults.DATABASE_HALF_OPEN, List.of(ROWS_UP), List.of(ROWS_DOWN), NONE);
    add(NetworkFaults.DATABASE_SLOW, List.of(CLAIM), List.of(CLAIM), NONE);
    // Without TLS nobody would notice it of what a backup reads.
    add(NetworkFaults.DATABASE_CHANGED, NONE, List.of(ROWS_DOWN), NONE);
    add(NetworkFaults.DATABASE_CHANGED_UNDER_TLS, List.of(CLAIM), List.of(CLAIM, ROWS_DOWN), NONE);
  }

  private void machine() {
    List<FaultStage> up = List.of(CLAIM, ROWS_UP);
    List<FaultStage> down = List.of(CLAIM, SCHEMA_DOWN, ROWS_DOWN);
    add(MachineFaults.RUNNER_DISK_FULL, List.of(CLAIM), down, down);
    add(MachineFaults.RUNNER_INODES_FULL, List.of(CLAIM), down, down);
    add(MachineFaults.SERVER_DISK_FULL, up, down, NONE);
    add(MachineFaults.SERVER_INODES_FULL, up, down, NONE);
    add(MachineFaults.HEAP_SHORT, List.of(THROUGHOUT), List.of(THROUGHOUT), List.of(THROUGHOUT));
    add(MachineFaults.FILES_SHORT, List.of(THROUGHOUT), List.of(THROUGHOUT), List.of(THROUGHOUT));
    add(MachineFaults.MEMORY_SHORT, up, down, List.of(ROWS_DOWN));
    add(MachineFaults.ROLE_REVOKED, List.of(CLAIM, ROWS_UP, MANIFEST), down, NONE);
    add(MachineFaults.CLOCK_FORWARD, List.of(CLAIM, ROWS_UP), List.of(ROWS_DOWN), NONE);
    add(
        MachineFaults.CLOCK_BACK,
        List.of(ROWS_UP, MANIFEST),
        List.of(ROWS_DOWN),
        List.of(ROWS_DOWN));
  }

  private void signals() {
    List<FaultStage> always = List.of(THROUGHOUT);
    add(SignalFaults.LOST, always, always, always);
    add(SignalFaults.DOUBLED, always, always, always);
    add(SignalFaults.EARLY, BACKUPS, RESTORES, List.of(REPORT));
    add(SignalFaults.LOOKED_AT, List.of(CLAIM, MANIFEST, RESULT), List.of(ROWS_DOWN), NONE);
    add(SignalFaults.GIVEN_UP, List.of(ROWS_UP, MANIFEST), List.of(ROWS_DOWN), List.of(REPORT));
    add(SignalFaults.TWO_RUNNERS, always, always, always);
    add(SignalFaults.TWO_OPERATIONS, always, always, always);
    add(SignalFaults.BACKUP_BESIDE, NONE, always, always);
    List<FaultStage> beginning = List.of(ASKED, SENT);
    add(HandlerFaults.STARTER_KILLED_BEFORE, beginning, beginning, NONE);
    add(HandlerFaults.STARTER_KILLED_AFTER, beginning, beginning, NONE);
    List<FaultStage> end = List.of(OUTCOME);
    add(HandlerFaults.RECORDER_KILLED_BEFORE, end, end, end);
    add(HandlerFaults.RECORDER_KILLED_AFTER, end, end, end);
  }

  private void add(
      FaultKind kind,
      List<FaultStage> backups,
      List<FaultStage> restores,
      List<FaultStage> drills) {
    backups.forEach(stage -> cells.add(new FaultCell(BACKUP, stage, kind)));
    restores.forEach(stage -> cells.add(new FaultCell(RESTORE, stage, kind)));
    drills.forEach(stage -> cells.add(new FaultCell(DRILL, stage, kind)));
  }
}
