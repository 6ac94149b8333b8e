package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.backup.PlannedBackup;
import dev.vigie.config.Tier;
import dev.vigie.error.VigieException;
import java.util.Arrays;
import java.util.Locale;

/**
 * What {@code StartBackup} is asked. Four forms are taken: the message of a schedule of the
 * settings; the input of a schedule of EventBridge Scheduler, with its context attributes
 * (EventBridge Scheduler User Guide, "Adding context attributes"); an event of EventBridge in its
 * envelope, the request in {@code detail} (EventBridge Events Reference, "Overview of the event
 * structure"); and a request alone.
 *
 * @param cluster 1 to 63 bytes
 * @param database 1 to 63 bytes
 * @param tier how long the backup is kept; daily if nothing is said
 * @param origin where the request comes from
 */
public record BackupEvent(String cluster, String database, Tier tier, Origin origin) {
  /** An ARN takes at most 2,048 characters (IAM User Guide, "IAM and AWS STS quotas"). */
  private static final int LONGEST_ARN = 2048;

  private static final int LONGEST_NAME = 20;

  private static final String TIERS = "daily, weekly, monthly or yearly";

  /**
   * Reads the event.
   *
   * @throws VigieException {@code REQUEST_INVALID} naming the field that is wrong
   */
  public static BackupEvent of(JsonNode event) {
    Fields fields = Fields.of(event);
    if (Envelope.isIn(fields)) {
      Envelope envelope = Envelope.of(fields);
      if (!envelope.source().equals("aws.events") && !envelope.source().equals("aws.scheduler")) {
        throw fields.wrong("source", "aws.events or aws.scheduler");
      }
      return of(
          fields.inner("detail", "an object with cluster, database and tier"),
          new Origin.Scheduled(fields.time("time"), envelope.resource()));
    }
    return of(fields, fields.has("scheduledTime") ? schedule(fields) : Origin.Direct.of(fields));
  }

  /** A schedule of the settings, by its name, or one of EventBridge Scheduler's, by its ARN. */
  private static Origin schedule(Fields fields) {
    return new Origin.Scheduled(
        fields.time("scheduledTime"),
        fields
            .findLine("schedule", LONGEST_NAME)
            .map(PlannedBackup::requester)
            .or(() -> fields.findLine("scheduleArn", LONGEST_ARN))
            .orElse(""));
  }

  private static BackupEvent of(Fields request, Origin origin) {
    return new BackupEvent(
        request.name("cluster"), request.name("database"), tier(request), origin);
  }

  private static Tier tier(Fields request) {
    String word = request.findText("tier", TIERS).orElse("daily");
    return Arrays.stream(Tier.values())
        .filter(tier -> tier.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> request.wrong("tier", TIERS));
  }
}
