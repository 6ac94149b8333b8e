package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;

/**
 * Settings under {@code vigie.ops}, of one database and its schedule where nothing else is said.
 */
final class OpsContext {
  /** Where the database's settings are. */
  static final String DATABASE = "vigie.ops.clusters.main.databases.nocodb";

  private OpsContext() {}

  /** A schedule of these keys, each before its value. */
  static Map<String, Object> schedule(Object... entries) {
    var map = new HashMap<String, Object>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }

  /** The settings, with {@link #DATABASE} and its schedule unless they name others. */
  static OpsSettings read(Map<String, Object> settings) {
    var all = new HashMap<String, Object>();
    var nightly = Map.of("expression", "cron(0 2 * * ? *)");
    var nocodb = Map.of("nocodb", Map.of("schedules", Map.of("nightly", nightly)));
    all.put("clusters", Map.of("main", Map.of("node", "database-1", "databases", nocodb)));
    all.putAll(settings);
    return OpsSettings.from(new ContextObject("vigie.ops", all));
  }

  /** {@link #DATABASE} with these keys is refused. */
  static AbstractThrowableAssert<?, ? extends Throwable> refusedInDatabase(
      Map<String, Object> database) {
    var all = new HashMap<String, Object>();
    all.put("schedules", Map.of("nightly", Map.of("expression", "cron(0 2 * * ? *)")));
    all.putAll(database);
    return refusedInCluster(Map.of("node", "database-1", "databases", Map.of("nocodb", all)));
  }

  /** Its cluster with these keys is refused. */
  static AbstractThrowableAssert<?, ? extends Throwable> refusedInCluster(
      Map<String, Object> cluster) {
    return refused(Map.of("clusters", Map.of("main", cluster)));
  }

  /** The settings are refused, as settings are. */
  static AbstractThrowableAssert<?, ? extends Throwable> refused(Map<String, Object> settings) {
    return assertThatThrownBy(() -> read(settings))
        .isInstanceOfSatisfying(
            VigieException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SETTING_INVALID));
  }
}
