package dev.vigie.cdk;

import dev.vigie.config.AlertPolicy;
import dev.vigie.config.Damping;
import dev.vigie.config.QuietHours;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who is told what, as the functions read it: a file beside the fleet's. */
final class AlertFile {
  /** Where a layer's files are (AWS Lambda Developer Guide, "Layer paths"). */
  static final String PATH = "/opt/vigie/alerts.json";

  private AlertFile() {}

  /** The JSON that {@link AlertPolicy} reads. */
  static Map<String, Object> of(AlertPolicy policy, OpsNames names) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("deployment", names.deployment().name());
    fields.put(
        "channels",
        policy.channels().stream()
            .map(
                each ->
                    Map.of(
                        "name", each.name(), "kind", each.kind().id(), "hears", id(each.hears())))
            .map(TreeMap::new)
            .toList());
    fields.put("damping", damping(policy.damping()));
    if (policy.quiet() != null) {
      fields.put("quiet", quiet(policy.quiet()));
    }
    fields.put("escalation", policy.escalation().stream().map(AlertFile::step).toList());
    put(fields, "heartbeat", policy.heartbeat());
    put(fields, "runbooks", policy.runbooks());
    put(fields, "statusPage", policy.statusPage());
    return fields;
  }

  private static Map<String, Object> damping(Damping damping) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("rounds", damping.rounds());
    fields.put("unknownAfter", damping.unknownAfter().toString());
    fields.put("goneAfter", damping.goneAfter().toString());
    fields.put("flapChanges", damping.flapChanges());
    fields.put("flapWindow", damping.flapWindow().toString());
    return fields;
  }

  private static Map<String, Object> quiet(QuietHours quiet) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("from", quiet.from().toString());
    fields.put("to", quiet.to().toString());
    fields.put("zone", quiet.zone().getId());
    fields.put("waits", id(quiet.waits()));
    return fields;
  }

  private static Map<String, Object> step(AlertPolicy.Escalation step) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("after", step.after().toString());
    fields.put("channels", step.channels());
    return fields;
  }

  private static void put(Map<String, Object> fields, String key, @Nullable String value) {
    if (value != null) {
      fields.put(key, value);
    }
  }

  private static String id(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
