package dev.vigie.local;

import static java.util.stream.Collectors.joining;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Settings of a server as {@code postgresql.conf} has them, in order.
 *
 * @param values by the setting's name; a value is one line of text
 */
record ServerSettings(Map<String, String> values) {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_.]*");

  /** Refuses what cannot be a setting's name or value, with {@code SETTING_INVALID}. */
  ServerSettings {
    values.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches() || value.chars().anyMatch(each -> each < ' ')) {
            throw new VigieException(
                ErrorCode.SETTING_INVALID, "no setting of PostgreSQL: " + name + " = " + value);
          }
        });
    values = new LinkedHashMap<>(values);
  }

  /**
   * For a server whose data may be lost at any moment: nothing waits for a disk, and bulk loading
   * is not slowed by checkpoints or by WAL that nobody will read.
   */
  static ServerSettings forThrowingAway() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("fsync", "off");
    values.put("synchronous_commit", "off");
    values.put("full_page_writes", "off");
    values.put("wal_level", "minimal");
    values.put("max_wal_senders", "0");
    values.put("max_wal_size", "2GB");
    values.put("shared_buffers", "128MB");
    values.put("jit", "off");
    values.put("timezone", "UTC");
    values.put("log_timezone", "UTC");
    return new ServerSettings(values);
  }

  /** These, and the others after them, which win. */
  ServerSettings with(Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(others);
    return new ServerSettings(all);
  }

  /** Lines for {@code postgresql.conf}; quoting as its manual page "Setting Parameters" has it. */
  String asFile() {
    return values.entrySet().stream()
        .map(each -> each.getKey() + " = '" + escaped(each.getValue()) + "'\n")
        .collect(joining());
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("'", "''");
  }
}
