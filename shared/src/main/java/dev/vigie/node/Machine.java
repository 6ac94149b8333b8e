package dev.vigie.node;

import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A machine of the infrastructure, as its tags name it. Everything in it is of an alphabet that
 * needs no quoting in a shell, in JSON, in Ansible or in an ssh_config, so that a tag which
 * somebody else wrote can carry nothing into one.
 *
 * @param name its tag {@code vigie:node}, for example {@code application-1}: a host name's label in
 *     lower case, 63 characters at most (RFC 1123)
 * @param role its tag {@code vigie:role}, for example {@code application}; as a name
 * @param instanceId EC2's, for example {@code i-0123456789abcdef0}
 * @param privateAddress IPv4
 * @param publicAddress IPv4; empty where it has none
 */
public record Machine(
    String name,
    String role,
    String instanceId,
    String privateAddress,
    Optional<String> publicAddress) {
  private static final Pattern LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern INSTANCE = Pattern.compile("i-[0-9a-f]{8,17}");
  private static final Pattern OCTET = Pattern.compile("\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5]");
  private static final Pattern ADDRESS = Pattern.compile("(" + OCTET + ")(\\.(" + OCTET + ")){3}");

  /**
   * Refuses what could be anything but a name, an id or an address.
   *
   * @throws VigieException {@code MACHINE_INVALID}, naming the instance and what is wrong with it
   */
  public Machine {
    check(INSTANCE, "id", instanceId, instanceId);
    check(LABEL, "tag vigie:node", name, instanceId);
    check(LABEL, "tag vigie:role", role, instanceId);
    check(ADDRESS, "private address", privateAddress, instanceId);
    publicAddress.ifPresent(address -> check(ADDRESS, "public address", address, instanceId));
  }

  private static void check(Pattern form, String what, String value, String instanceId) {
    if (!form.matcher(value).matches()) {
      throw new VigieException(
          ErrorCode.MACHINE_INVALID,
          "the %s of instance %s is '%s', not of the form %s"
              .formatted(what, instanceId, value, form));
    }
  }
}
