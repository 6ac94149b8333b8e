package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.nio.file.Path;

/**
 * A directory that holds one version of PostgreSQL's client programs, perhaps the server's too.
 *
 * @param bin the directory
 * @param major the major version of all of them, 9 or more
 * @param hasServer whether {@code initdb} and {@code postgres} are there
 */
public record Installation(Path bin, int major, boolean hasServer) {

  /** Refuses a major version that does not exist, with {@code REQUEST_INVALID}. */
  public Installation {
    if (major < 9) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "no version of PostgreSQL: " + major + " in " + bin);
    }
  }

  /**
   * The path of one of its programs.
   *
   * @param name as in {@code pg_dump}
   */
  public Path program(String name) {
    return bin.resolve(name);
  }

  /** As in {@code 15 (/usr/lib/postgresql/15/bin)}. */
  @Override
  public String toString() {
    return major + " (" + bin + ")";
  }
}
