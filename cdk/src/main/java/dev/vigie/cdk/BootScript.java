package dev.vigie.cdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The user data that a machine runs once, as root, when it first starts. */
final class BootScript {
  private BootScript() {}

  /**
   * The script: the machine's values, then the files {@code boot.sh} and, for the way out, {@code
   * nat.sh}. The values need no quotes: names and regions are letters, digits and hyphens.
   *
   * @param hostName the machine's name everywhere
   * @param stack the stack's name
   * @param resource the logical id that CloudFormation waits for
   * @param region may be a token
   */
  static String of(NodeRole role, String hostName, String stack, String resource, String region) {
    var script = new StringBuilder("#!/bin/bash\n");
    script.append("HOST_NAME=").append(hostName).append('\n');
    script.append("STACK=").append(stack).append('\n');
    script.append("RESOURCE=").append(resource).append('\n');
    script.append("REGION=").append(region).append('\n');
    script.append(file("boot.sh"));
    if (role == NodeRole.NAT) {
      script.append(file("nat.sh"));
    }
    return script.toString();
  }

  private static String file(String name) {
    try (var stream = Objects.requireNonNull(BootScript.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }
}
