package dev.vigie.functions;

import dev.vigie.aws.MessageQueue;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.storage.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The queue through which a fleet's backups are begun: it holds them until their moment, and hands
 * over no more at once than {@code StartBackup} may run. Thread-safe.
 *
 * @param queue the queue; empty where there is none, as on a laptop
 */
record BackupOrders(Optional<MessageQueue> queue) {
  /** A message: what {@code StartBackup} reads of a schedule's request. */
  private record Message(
      String cluster, String database, String tier, Instant scheduledTime, String schedule) {}

  /**
   * Queues them, each to be delivered when it begins, or at once if that is over.
   *
   * @return how many were queued: all, or none where there is no queue
   * @throws dev.vigie.error.VigieException {@code CLOUD_DENIED} or {@code CLOUD_UNAVAILABLE}; some
   *     may be queued then, and to queue them again does no harm
   */
  int queue(List<PlannedBackup> backups, Instant now) {
    if (queue.isEmpty()) {
      return 0;
    }
    queue
        .get()
        .send(
            backups.stream()
                .map(
                    backup ->
                        new MessageQueue.Message(
                            body(backup), delay(Duration.between(now, backup.begin()))))
                .toList());
    return backups.size();
  }

  private static Duration delay(Duration ahead) {
    return ahead.isNegative() ? Duration.ZERO : ahead;
  }

  private static String body(PlannedBackup backup) {
    Message message =
        new Message(
            backup.cluster(),
            backup.database(),
            backup.tier().name().toLowerCase(Locale.ROOT),
            backup.time(),
            backup.schedule());
    return new String(JsonDocuments.bytes(message), StandardCharsets.UTF_8);
  }
}
