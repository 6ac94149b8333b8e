package dev.vigie.alert;

import dev.vigie.probe.Check;

/**
 * What a check's trouble means, and what to do first; its runbook says more.
 *
 * @param meaning one sentence
 * @param remedy one or two sentences
 */
public record Advice(String meaning, String remedy) {
  /** The advice of a check. No check is without: the compiler sees to it. */
  public static Advice of(Check check) {
    return switch (check) {
      case NODE, DISK, MEMORY, CLOCK, BURST -> ofMachine(check);
      case SWARM_MANAGERS, SWARM_NODES, SERVICE -> ofSwarm(check);
      case POSTGRES, CONNECTIONS, TRANSACTION_AGE, REPLICATION -> ofPostgres(check);
      case HTTPS ->
          new Advice(
              "People who open the application see an error, or wait.",
              "Look whether the application's service runs and reaches PostgreSQL, then at"
                  + " Traefik's log.");
      case CERTIFICATE ->
          new Advice(
              "Browsers refuse the application when the certificate has ended.",
              "Traefik renews it 30 days before: look at its log, the DNS record, and whether port"
                  + " 80 is open.");
      case BACKUP_AGE, RESTORE_TIME, BACKUP_OBJECTS, BACKUP_DRIFT, OPERATION -> ofBackups(check);
      case BUCKET_ACCESS, BUCKET_VERSIONS, BUCKET_LIFECYCLE, BUCKET_ENCRYPTION -> ofBucket(check);
      case CHANNEL ->
          new Advice(
              "What is told on this channel does not arrive; the other channels are told.",
              "Look at the channel's secret, then send a message: vigie alert test.");
    };
  }

  private static Advice ofMachine(Check check) {
    return switch (check) {
      case DISK ->
          new Advice(
              "When the file system is full, PostgreSQL stops, and containers no longer start.",
              "Find what grows and make room, or enlarge the volume.");
      case MEMORY ->
          new Advice(
              "When no memory is left, the kernel ends processes, PostgreSQL's perhaps.",
              "Find what takes it and restart that, or give the machine a bigger type.");
      case CLOCK ->
          new Advice(
              "With a wrong clock AWS refuses signatures, and backups fail.",
              "Look whether chrony runs on the machine and reaches its source.");
      case BURST ->
          new Advice(
              "When it is used up the machine is slowed to its baseline, or costs more each hour.",
              "See what works so hard. If that is its daily work, give it a bigger type.");
      default ->
          new Advice(
              "What runs on this machine is down, or cannot be reached by Vigie.",
              "Look at the instance in EC2; start it, stop and start it, or replace it.");
    };
  }

  private static Advice ofSwarm(Check check) {
    return switch (check) {
      case SWARM_MANAGERS ->
          new Advice(
              "Without a majority of managers nothing is started or moved in the Swarm any more.",
              "Bring the manager that is missing back.");
      case SWARM_NODES ->
          new Advice(
              "The Swarm starts nothing on this node, and what ran there may be down.",
              "Look at the machine and its Docker daemon.");
      default ->
          new Advice(
              "Fewer tasks run than should, or not where they should: the service is slow or down.",
              "Ask the service's tasks why: docker service ps --no-trunc.");
    };
  }

  private static Advice ofPostgres(Check check) {
    return switch (check) {
      case CONNECTIONS ->
          new Advice(
              "When none are left, the application and the backups are refused.",
              "See who holds connections, and end those that are idle in a transaction.");
      case TRANSACTION_AGE ->
          new Advice(
              "When transaction ids run out, PostgreSQL takes no more writes.",
              "End what holds vacuum back, then vacuum the oldest tables.");
      case REPLICATION ->
          new Advice(
              "A replica is behind, or a slot keeps write-ahead log that fills the disk.",
              "Look at the replica; drop a slot that nobody uses.");
      default ->
          new Advice(
              "The application has no database: nobody can work.",
              "Look at PostgreSQL's service and its log. Restore nothing before you know why.");
    };
  }

  private static Advice ofBackups(Check check) {
    return switch (check) {
      case BACKUP_AGE ->
          new Advice(
              "If the database were lost now, more would be lost than was promised.",
              "Find why the newest backup failed, and take one now.");
      case RESTORE_TIME ->
          new Advice(
              "A restore would take longer than was promised.",
              "Look at the newest drills; a faster machine, or another promise, is needed.");
      case BACKUP_OBJECTS ->
          new Advice(
              "This backup is listed and cannot be restored.",
              "Verify the backup before it, and take a new one now.");
      case BACKUP_DRIFT ->
          new Advice(
              "Rows may have been deleted, or a table emptied, before the backup was taken.",
              "Ask whether that was meant. If not, restore the table from an older backup.");
      default ->
          new Advice(
              "What was asked for did not happen, or ended wrongly.",
              "Read its error and hint, mend the cause, and ask for it again.");
    };
  }

  private static Advice ofBucket(Check check) {
    return switch (check) {
      case BUCKET_ACCESS ->
          new Advice(
              "The backups could be read by anybody, or soon could.",
              "Block public access again now, then find out who changed it.");
      case BUCKET_VERSIONS ->
          new Advice(
              "What is overwritten or deleted is gone, and backups are no longer locked.",
              "Turn versioning on again, and deploy StorageStack.");
      case BUCKET_LIFECYCLE ->
          new Advice(
              "Backups may be deleted too early, or never.",
              "Deploy StorageStack, which puts the rules back.");
      default ->
          new Advice(
              "New backups may be stored otherwise than was decided.",
              "Deploy StorageStack, which puts the encryption back.");
    };
  }
}
