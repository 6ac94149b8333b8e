package dev.vigie.functions.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.config.Tier;
import dev.vigie.error.VigieException;
import java.util.Arrays;
import java.util.Locale;

/**
 * What {@code StartBackup} is asked. Three forms are taken: the input of a schedule of EventBridge
 * Scheduler, with its context attributes (EventBridge Scheduler User Guide, "Adding context
 * attributes"); an event of EventBridge in its envelope, the request in {@code detail} (EventBridge
 * Events Reference, "Overview of the event structure"); and a request alone.
 *
 * @param cluster 1 to 63 bytes
 * @param database 1 to 63 bytes
 * @param tier how long the backup is kept; daily if nothing is said
 * @param origin where the request comes from
 */
public record BackupEvent(String cluster, String database, Tier tier, Origin origin) {
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
    return of(
        fields,
        fields.has("scheduledTime") ? Origin.Scheduled.of(fields) : Origin.Direct.of(fields));
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
