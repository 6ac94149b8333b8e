package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.HealthJournal;
import dev.vigie.config.BucketKeys;
import dev.vigie.report.StatusPage;
import dev.vigie.report.StatusReader;
import dev.vigie.storage.ObjectStore;
import dev.vigie.storage.WriteCondition;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/** Writes the status page. The answer holds its key and how many databases it shows. */
public final class PublishReport extends JsonFunction {
  @Inject ObjectStore store;
  @Inject Clock clock;

  /**
   * The answer.
   *
   * @param key under which the page is
   * @param databases how many it shows
   */
  record Published(String key, int databases) {}

  @Override
  protected Object handle(ObjectNode event, Context context) {
    StatusPage page =
        new StatusPage(
            new StatusReader(store, clock).read(new HealthJournal(store).read().conditions()));
    store.put(
        BucketKeys.STATUS_PAGE,
        page.html().getBytes(StandardCharsets.UTF_8),
        Map.of(),
        WriteCondition.ALWAYS);
    return new Published(BucketKeys.STATUS_PAGE, page.facts().databases().size());
  }
}
