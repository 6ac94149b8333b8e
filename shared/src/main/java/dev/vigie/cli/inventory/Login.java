package dev.vigie.cli.inventory;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.regex.Pattern;

/**
 * Whom SSH logs in as. It stands in a command line that Ansible gives to a shell.
 *
 * @param user a name as useradd(8) takes it: 32 characters at most
 */
record Login(String user) {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

  /**
   * Refuses what is no name.
   *
   * @throws VigieException {@code REQUEST_INVALID}
   */
  Login {
    if (!NAME.matcher(user).matches()) {
      throw new VigieException(
          ErrorCode.REQUEST_INVALID, "'" + user + "' is not of the form " + NAME + " of a user");
    }
  }
}
