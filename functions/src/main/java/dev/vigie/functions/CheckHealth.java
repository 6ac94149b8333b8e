package dev.vigie.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vigie.alert.Announcer;
import dev.vigie.probe.Finding;
import dev.vigie.probe.Health;
import dev.vigie.probe.HealthRound;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;

/**
 * Looks at everything once, has the metrics written, and tells people what changed. The answer
 * holds what is not well; that nobody looks is for an alarm to notice, by the metric that then is
 * missing.
 */
public final class CheckHealth extends JsonFunction {
  @Inject HealthWiring wiring;
  @Inject EmbeddedMetrics metrics;
  @Inject Announcer announcer;
  @Inject Clock clock;

  /**
   * The answer.
   *
   * @param findings how many there are
   * @param unwell those that are not {@code OK}
   */
  record Checked(int findings, List<Finding> unwell) {}

  @Override
  protected Object handle(ObjectNode event, Context context) {
    HealthRound.Found found = wiring.round(clock.instant()).look();
    metrics.healthChecked(found);
    announcer.announce(found.findings());
    return new Checked(
        found.findings().size(),
        found.findings().stream().filter(each -> each.health() != Health.OK).toList());
  }
}
