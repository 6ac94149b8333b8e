package dev.vigie.volume;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A directory of this machine that is backed up with a database.
 *
 * @param name 1 to 63 lower-case letters, digits and hyphens; a part of a key and of a path
 * @param directory absolute
 */
public record Volume(String name, Path directory) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** Refuses any other name or path, with {@code SETTING_INVALID}. */
  public Volume {
    if (!isName(name) || !directory.isAbsolute()) {
      throw new VigieException(
          ErrorCode.SETTING_INVALID,
          "a volume is a name in lower-case letters, digits and hyphens, and an absolute path; not '%s' and '%s'"
              .formatted(name, directory));
    }
  }

  /**
   * Reads {@code name=/path}.
   *
   * @throws VigieException {@code SETTING_INVALID} for anything else
   */
  public static Volume parse(String text) {
    int end = Math.max(text.indexOf('='), 0);
    return new Volume(
        text.substring(0, end), Path.of(text.substring(Math.min(end + 1, text.length()))));
  }

  /** Whether a volume may have this name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }
}
