package dev.vigie.cdk;

/** What a function must be allowed to do; {@link FunctionGrants} says it in IAM's words. */
enum FunctionNeed {
  /** Write requests, and send their commands to nodes. */
  ASK,
  /** Keep runners from work, and end those that have it. */
  CANCEL,
  /** Write outcomes, and that they were told. */
  END,
  /** Ask SSM how a command is. */
  FOLLOW,
  /** Read manifests, and look at the archives that they name. */
  READ_BACKUPS,
  /** Put backups on the queue. */
  QUEUE,
  /** Take backups from the queue. */
  DRAIN,
  /** Keep in mind how old the newest backups are. */
  REMEMBER,
  /** See how the bucket is set up and how the machines are, and keep in mind how backups are. */
  LOOK,
  /** Read the record, and write the status page. */
  PUBLISH,
  /** Keep in mind how everything is, and tell people what changes. */
  ALERT
}
