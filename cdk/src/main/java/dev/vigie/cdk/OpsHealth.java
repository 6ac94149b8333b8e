package dev.vigie.cdk;

import dev.vigie.config.Limits;
import dev.vigie.config.Thresholds;
import dev.vigie.error.VigieException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How often health is looked at, and what it is held against: the context's object {@code
 * vigie.ops.health}.
 *
 * @param checkMinutes from one look to the next; 1 to 15, since an alarm waits for half an hour
 * @param https addresses that are asked, by a name for each
 * @param rtoMinutes how long a restore may take, by cluster and database; of others nothing was
 *     promised
 * @param thresholds from where on something counts as unwell
 */
public record OpsHealth(
    int checkMinutes,
    SortedMap<String, URI> https,
    SortedMap<String, SortedMap<String, Integer>> rtoMinutes,
    Thresholds thresholds) {
  private static final int MOST_MINUTES = 7 * 24 * 60;
  private static final Set<String> LIMITS =
      Set.of(
          "diskUsedPercent",
          "memoryLeftPercent",
          "clockSeconds",
          "connectionsPercent",
          "transactionAgeMillions",
          "replicationMebibytes",
          "certificateDays",
          "restorePercent");
  private static final Set<String> OTHERS =
      Set.of(
          "checkMinutes",
          "https",
          "rtoMinutes",
          "cpuCredits",
          "diskBurstPercent",
          "httpsMillis",
          "provedDays",
          "drift");

  /**
   * Reads the settings.
   *
   * @throws VigieException {@code SETTING_INVALID}
   */
  static OpsHealth from(ContextObject health) {
    health.refuseOthersThan(
        Stream.concat(LIMITS.stream(), OTHERS.stream()).collect(Collectors.toSet()));
    return new OpsHealth(
        health.wholeNumber("checkMinutes", 5, 1, 15, "minutes"),
        https(health.object("https")),
        rtoMinutes(health.object("rtoMinutes")),
        thresholds(health));
  }

  /** What the file of the functions holds of it; a limit that is not set has its default there. */
  Map<String, Object> json(Settings settings) {
    var json = new LinkedHashMap<String, Object>();
    json.put("https", addresses(settings));
    json.put("restoreTimes", restoreTimes());
    var posture = new LinkedHashMap<String, Object>();
    posture.put("days", settings.storage().retention().byTier());
    posture.put("hiddenDays", BackupBucket.OLD_VERSIONS_DAYS);
    posture.put("encryption", settings.storage().encryption().header());
    json.put("posture", posture);
    json.put("thresholds", thresholds(thresholds));
    return json;
  }

  /** Those of the settings; without any, the application's own where it has a domain. */
  private Map<String, String> addresses(Settings settings) {
    var addresses = new TreeMap<String, String>();
    https.forEach((name, address) -> addresses.put(name, address.toString()));
    if (addresses.isEmpty()) {
      settings
          .infra()
          .domain()
          .ifPresent(domain -> addresses.put("nocodb", "https://" + domain + "/api/v1/health"));
    }
    return addresses;
  }

  private Map<String, Map<String, String>> restoreTimes() {
    var times = new TreeMap<String, Map<String, String>>();
    rtoMinutes.forEach(
        (cluster, databases) -> {
          var each = new TreeMap<String, String>();
          databases.forEach((database, minutes) -> each.put(database, "PT" + minutes + "M"));
          times.put(cluster, each);
        });
    return times;
  }

  private static Map<String, Object> thresholds(Thresholds limits) {
    var json = new LinkedHashMap<String, Object>();
    json.put("diskUsedPercent", pair(limits.diskUsedPercent()));
    json.put("memoryLeftPercent", pair(limits.memoryLeftPercent()));
    json.put("clockSeconds", pair(limits.clockSeconds()));
    json.put("cpuCredits", limits.cpuCredits());
    json.put("diskBurstPercent", limits.diskBurstPercent());
    json.put("connectionsPercent", pair(limits.connectionsPercent()));
    json.put("transactionAgeMillions", pair(limits.transactionAgeMillions()));
    json.put("replicationMebibytes", pair(limits.replicationMebibytes()));
    json.put("httpsMillis", limits.httpsMillis());
    json.put("certificateDays", pair(limits.certificateDays()));
    json.put("restorePercent", pair(limits.restorePercent()));
    json.put("provedDays", limits.provedDays());
    var drift = new LinkedHashMap<String, Object>();
    drift.put("backups", limits.drift().backups());
    drift.put("factor", limits.drift().factor());
    drift.put("rows", limits.drift().rows());
    drift.put("mebibytes", limits.drift().mebibytes());
    json.put("drift", drift);
    return json;
  }

  private static Map<String, Object> pair(Limits limits) {
    var pair = new LinkedHashMap<String, Object>();
    pair.put("warn", limits.warn());
    pair.put("fail", limits.fail());
    return pair;
  }

  private static Thresholds thresholds(ContextObject health) {
    var drift = health.object("drift");
    drift.refuseOthersThan(Set.of("backups", "factor", "rows", "mebibytes"));
    return new Thresholds(
        limits(health, "diskUsedPercent", Thresholds.DEFAULT.diskUsedPercent()),
        limits(health, "memoryLeftPercent", Thresholds.DEFAULT.memoryLeftPercent()),
        limits(health, "clockSeconds", Thresholds.DEFAULT.clockSeconds()),
        number(health, "cpuCredits"),
        number(health, "diskBurstPercent"),
        limits(health, "connectionsPercent", Thresholds.DEFAULT.connectionsPercent()),
        limits(health, "transactionAgeMillions", Thresholds.DEFAULT.transactionAgeMillions()),
        limits(health, "replicationMebibytes", Thresholds.DEFAULT.replicationMebibytes()),
        number(health, "httpsMillis"),
        limits(health, "certificateDays", Thresholds.DEFAULT.certificateDays()),
        limits(health, "restorePercent", Thresholds.DEFAULT.restorePercent()),
        number(health, "provedDays"),
        new Thresholds.Drift(
            number(drift, "backups"),
            number(drift, "factor"),
            number(drift, "rows"),
            number(drift, "mebibytes")));
  }

  /** One of a pair may be set alone; the other one keeps its default. */
  private static Limits limits(ContextObject health, String key, Limits otherwise) {
    var pair = health.object(key);
    pair.refuseOthersThan(Set.of("warn", "fail"));
    return new Limits(
        pair.wholeNumber("warn").orElse(otherwise.warn()),
        pair.wholeNumber("fail").orElse(otherwise.fail()));
  }

  private static @Nullable Integer number(ContextObject object, String key) {
    var number = object.wholeNumber(key);
    return number.isPresent() ? number.getAsInt() : null;
  }

  private static SortedMap<String, URI> https(ContextObject https) {
    var addresses = new TreeMap<String, URI>();
    for (var name : https.keys()) {
      addresses.put(name, address(https, name));
    }
    return addresses;
  }

  private static URI address(ContextObject https, String name) {
    var text = https.text(name).orElse("");
    var address = Optional.of(text).filter(each -> each.matches("https://[^\\s@\"\\\\]+"));
    if (!name.matches("[a-z0-9][a-z0-9-]{0,29}") || address.isEmpty()) {
      throw ContextObject.refused(
          "%s must be an address such as https://example.org/health, under a name of 1 to 30"
                  .formatted(https.name(name))
              + " lower-case letters, digits and hyphens.");
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException wrong) {
      throw ContextObject.refused(
          "%s is no address: %s.".formatted(https.name(name), wrong.getMessage()));
    }
  }

  private static SortedMap<String, SortedMap<String, Integer>> rtoMinutes(ContextObject rto) {
    var all = new TreeMap<String, SortedMap<String, Integer>>();
    for (var cluster : rto.keys()) {
      var databases = rto.object(cluster);
      var minutes = new TreeMap<String, Integer>();
      for (var database : databases.keys()) {
        minutes.put(database, databases.wholeNumber(database, 60, 1, MOST_MINUTES, "minutes"));
      }
      all.put(cluster, minutes);
    }
    return all;
  }
}
