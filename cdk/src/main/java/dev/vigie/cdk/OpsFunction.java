package dev.vigie.cdk;

import static dev.vigie.cdk.FunctionNeed.ALERT;
import static dev.vigie.cdk.FunctionNeed.ASK;
import static dev.vigie.cdk.FunctionNeed.CANCEL;
import static dev.vigie.cdk.FunctionNeed.DRAIN;
import static dev.vigie.cdk.FunctionNeed.END;
import static dev.vigie.cdk.FunctionNeed.FOLLOW;
import static dev.vigie.cdk.FunctionNeed.LOOK;
import static dev.vigie.cdk.FunctionNeed.PUBLISH;
import static dev.vigie.cdk.FunctionNeed.QUEUE;
import static dev.vigie.cdk.FunctionNeed.READ_BACKUPS;
import static dev.vigie.cdk.FunctionNeed.REMEMBER;

import java.util.List;

/** The functions, one line each. A constant's handler is the class of that name. */
enum OpsFunction {
  /** Called by its schedule; what a tick did not queue Reconcile does. */
  PLAN_BACKUPS("PlanBackups", "queues the backups that are due", 2, Calls.OFTEN, QUEUE),
  /** Called by the queue, and by people. */
  START_BACKUP("StartBackup", "begins a backup", 2, Calls.OFTEN, ASK, DRAIN),
  /** Called by people, perhaps once a year, and then it must answer. */
  START_RESTORE("StartRestore", "begins a restore", 2, Calls.RARELY, ASK, READ_BACKUPS),
  /** Called by schedules and events, and by people. */
  START_DRILL("StartDrill", "begins a drill", 2, Calls.OFTEN, ASK, READ_BACKUPS),
  /** Called by events, and by people. */
  START_COPY("StartCopy", "begins a copy into a second bucket", 2, Calls.OFTEN, ASK),
  /** Called by events; the second of two at once finds the outcome of the first. */
  RECORD_OUTCOME("RecordOutcome", "ends an operation", 2, Calls.OFTEN, END, FOLLOW, READ_BACKUPS),
  /**
   * Called by its schedule, which is retry enough. Two at once would both send a command that was
   * not sent.
   */
  RECONCILE(
      "Reconcile",
      "looks after what is silent",
      0,
      Calls.ALONE,
      ASK,
      CANCEL,
      END,
      FOLLOW,
      READ_BACKUPS,
      QUEUE,
      REMEMBER),
  /** Called by its schedule, which is retry enough; two at once see the same. */
  CHECK_HEALTH("CheckHealth", "looks at everything", 0, Calls.OFTEN, LOOK, READ_BACKUPS, ALERT),
  /** Called by its schedule, which is retry enough; of two at once the later page stays. */
  PUBLISH_REPORT("PublishReport", "writes the status page", 0, Calls.OFTEN, PUBLISH, READ_BACKUPS),
  /** Called by people; what it wrote Reconcile goes on with. */
  CANCEL_OPERATION(
      "Cancel", "ends an operation on request", 2, Calls.RARELY, CANCEL, END, FOLLOW, READ_BACKUPS);

  /** How a function is called. */
  enum Calls {
    /** At least each week. */
    OFTEN,
    /** At times not for two weeks, after which Lambda drops a snapshot. */
    RARELY,
    /** Often, and never two at once. */
    ALONE
  }

  private final String handler;
  private final String purpose;
  private final int retries;
  private final Calls calls;

  @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
  private final List<FunctionNeed> needs;

  OpsFunction(String handler, String purpose, int retries, Calls calls, FunctionNeed... needs) {
    this.handler = handler;
    this.purpose = purpose;
    this.retries = retries;
    this.calls = calls;
    this.needs = List.of(needs);
  }

  /** The simple name of its class, and what people call it. */
  String handler() {
    return handler;
  }

  /** What it does, for its description. */
  String purpose() {
    return purpose;
  }

  /** How often Lambda tries an asynchronous event again: 0 to 2, Lambda's bounds. */
  int retries() {
    return retries;
  }

  /** How it is called. */
  Calls calls() {
    return calls;
  }

  /** What its role allows. */
  List<FunctionNeed> needs() {
    return needs;
  }
}
