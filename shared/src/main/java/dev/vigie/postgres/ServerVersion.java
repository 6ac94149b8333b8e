package dev.vigie.postgres;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of PostgreSQL. Since version 10 the first number is the major version and the second
 * the minor release; before, the first two were the major version together ({@code 9.6}), and the
 * third, the minor release, is not kept here. PostgreSQL's documentation tells this under
 * "Versioning Policy" and {@code PQserverVersion}.
 *
 * @param major the first number, 9 or more
 * @param minor the second number, 0 or more
 */
public record ServerVersion(int major, int minor) implements Comparable<ServerVersion> {
  /** The oldest major version that Vigie is made for. */
  public static final int OLDEST_SUPPORTED = 13;

  /** The newest major version that Vigie is made for. */
  public static final int NEWEST_SUPPORTED = 18;

  private static final int OLDEST_NUMBER = 90_400;

  /** As in "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "… 18beta1", "… 19devel". */
  private static final Pattern PROGRAM_VERSION =
      Pattern.compile("\\) ([0-9]{1,3})(?:\\.([0-9]{1,3}))?");

  /** Refuses numbers that no version has, with {@code REQUEST_INVALID}. */
  public ServerVersion {
    if (major < 9 || minor < 0) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "no version of PostgreSQL: " + major + "." + minor);
    }
  }

  /**
   * The version that a server's {@code server_version_num} tells: 150018 is 15.18, 90624 is 9.6.24.
   *
   * @throws VigieException {@code REQUEST_INVALID} for a number below 90400, that is older than 9.4
   */
  public static ServerVersion ofNumber(int number) {
    if (number < OLDEST_NUMBER) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "server_version_num is " + number + ", older than 9.4");
    }
    return number < 100_000
        ? new ServerVersion(number / 10_000, number / 100 % 100)
        : new ServerVersion(number / 10_000, number % 10_000);
  }

  /**
   * The version in what a program of PostgreSQL prints for {@code --version}, or empty if there is
   * none in it. A development or beta version has the minor release 0.
   */
  public static Optional<ServerVersion> ofProgram(String output) {
    Matcher matcher = PROGRAM_VERSION.matcher(output);
    if (!matcher.find() || Integer.parseInt(matcher.group(1)) < 9) {
      return Optional.empty();
    }
    String minor = matcher.group(2);
    return Optional.of(
        new ServerVersion(
            Integer.parseInt(matcher.group(1)), minor == null ? 0 : Integer.parseInt(minor)));
  }

  /** Whether Vigie is made for this version and tested with its neighbours. */
  public boolean isSupported() {
    return major >= OLDEST_SUPPORTED && major <= NEWEST_SUPPORTED;
  }

  /** Older before newer. */
  @Override
  public int compareTo(ServerVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  /** As people write it: {@code 15.18}. */
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
