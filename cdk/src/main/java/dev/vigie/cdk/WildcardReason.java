package dev.vigie.cdk;

/**
 * Every statement that allows something on a resource with a wildcard, by its Sid, and why. This is
 * the one place for these reasons: cdk-nag is shown them, and a test refuses any other wildcard in
 * any stack.
 */
enum WildcardReason {
  /** What Systems Manager's agent does. */
  SSM_AGENT(
      "SsmAgent",
      "The agent's own actions, as in AmazonSSMManagedInstanceCore but without reading parameters:"
          + " ssmmessages and ec2messages know no resources, and associations, documents and"
          + " inventory belong to whatever Systems Manager sends to this machine."),
  /** Backups of one cluster. */
  BACKUPS(
      "Backups",
      "A backup's id is made when it begins, so its keys are known by their prefix only; the prefix"
          + " is this cluster's own."),
  /** Documents of operations. */
  OPERATIONS(
      "Operations",
      "An operation's id is made when it is asked for, so its keys are known by their prefix only."),
  /** The bucket's key. */
  BACKUP_KEY(
      "BackupKey",
      "The key belongs to the storage stack, from which nothing is imported; the conditions admit"
          + " only the key that S3 uses for this one bucket."),
  /** Objects to copy. */
  READ_ORIGINALS("ReadOriginals", Why.EVERY_OBJECT),
  /** Copies of objects. */
  WRITE_COPIES("WriteCopies", Why.EVERY_OBJECT),
  /** The copies' key. */
  COPY_KEY(
      "CopyKey",
      "The key belongs to a stack of another region, from which nothing is imported; the conditions"
          + " admit only the key that S3 uses for this one bucket."),
  /** Streams of what commands print. */
  COMMAND_LOGS(
      "CommandLogs",
      "Systems Manager's agent makes a log stream for each command and names it itself; the log"
          + " group is this one."),
  /** Looking for a log group. */
  FIND_LOGS(
      "FindLogs",
      "Systems Manager's agent looks for its log group by a prefix, which concerns all groups; it"
          + " learns names alone."),
  /** Streams of what machines say. */
  NODE_LOGS(
      "NodeLogs",
      "A machine makes a log stream of its own name, and machines share their role's permissions; the"
          + " log group is this one."),
  /** The alerts' key. */
  ALERT_KEY(
      "AlertKey",
      "The key belongs to the operations stack, from which nothing is imported; the conditions admit"
          + " only the key that SNS uses for this one topic."),
  /** Network interfaces of a function in a VPC. */
  NETWORK_INTERFACES(
      "NetworkInterfaces",
      "Lambda makes the interfaces of a function in a VPC by the function's role, and takes the"
          + " permission for all resources only (AWS Lambda Developer Guide, \"Giving Lambda functions"
          + " access to resources in an Amazon VPC\")."),
  /** Streams of a runner that is a function. */
  FUNCTION_LOGS(
      "FunctionLogs", "Lambda makes and names the log streams; the log group is this one."),
  /** Streams of the flow logs. */
  FLOW_LOGS(
      "FlowLogs",
      "EC2 makes one log stream for each network interface and names it itself; the log group is"
          + " this one."),
  /** What a function traces. */
  TRACES("Traces", Why.NO_RESOURCE),
  /** Whether a machine is there. */
  SEE_NODES("SeeNodes", Why.NO_RESOURCE),
  /** What EC2 measures of machines. */
  SEE_METRICS("SeeMetrics", Why.NO_RESOURCE),
  /** How a command is. */
  FOLLOW_COMMANDS("FollowCommands", Why.NO_RESOURCE),
  /** Commands to machines. */
  SEND_TO_NODES(
      "SendToOwnNodes",
      "Machines come and go with another stack; the conditions admit only those that carry the"
          + " deployment's tags."),
  /** Operations, as functions read them. */
  READ_OPERATIONS("ReadOperations", Why.UNKNOWN_KEYS),
  /** Requests. */
  WRITE_REQUESTS("WriteRequests", Why.UNKNOWN_KEYS),
  /** Wishes that operations end. */
  WRITE_CANCELLATIONS("WriteCancellations", Why.UNKNOWN_KEYS),
  /** Outcomes. */
  WRITE_OUTCOMES("WriteOutcomes", Why.UNKNOWN_KEYS),
  /** That backups were proved. */
  NOTE_PROOFS("NoteProofs", Why.UNKNOWN_KEYS),
  /** Entries of the record. */
  WRITE_EVIDENCE("WriteEvidence", Why.NUMBERS),
  /** Entries of the record, each of which holds the digest of the one before. */
  READ_EVIDENCE("ReadEvidence", Why.NUMBERS),
  /** Holds on the newest verified backups. */
  HOLD_BACKUPS("HoldBackups", Why.UNKNOWN_KEYS),
  /** Reports of drills. */
  DRILLS(
      "Drills",
      "A drill's id is made when it is asked for, so its key is known by its prefix only; the prefix"
          + " is this cluster's own."),
  /** Copies of backups in the second bucket. */
  COPIES("Copies", Why.UNKNOWN_KEYS),
  /** Backups, as functions look at them. */
  READ_BACKUPS("ReadBackups", Why.UNKNOWN_KEYS);

  /** Reasons that several have. */
  private static final class Why {
    static final String NO_RESOURCE =
        "These actions take no resource (Service Authorization Reference).";
    static final String EVERY_OBJECT =
        "S3 itself copies every object of the one bucket to the other, whatever its key.";
    static final String NUMBERS =
        "The number of an entry is part of its key, and is one more with each.";
    static final String UNKNOWN_KEYS =
        "Ids, clusters and databases are part of the key, and are not known before they are asked"
            + " for; the folder and the document are named.";
  }

  private final String sid;
  private final String reason;

  WildcardReason(String sid, String reason) {
    this.sid = sid;
    this.reason = reason;
  }

  /** The statement's Sid. */
  String sid() {
    return sid;
  }

  /** Why it cannot do without. */
  String reason() {
    return reason;
  }
}
