package dev.vigie.cdk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The user data that a machine runs once, as root, when it first starts. */
final class BootScript {
  private BootScript() {}

  /**
   * The script: the machine's values, then the files of its role. The values need no quotes: names,
   * paths and regions are letters, digits, hyphens and slashes.
   *
   * @param values by their names in the script
   */
  static String of(NodeRole role, SequencedMap<String, String> values) {
    var script = new StringBuilder("#!/bin/bash\n");
    for (Map.Entry<String, String> value : values.entrySet()) {
      script.append(value.getKey()).append('=').append(value.getValue()).append('\n');
    }
    for (var file : files(role)) {
      script.append(new String(NodeFiles.resource(file), StandardCharsets.UTF_8));
    }
    return script.toString();
  }

  private static List<String> files(NodeRole role) {
    if (role.isInSwarm()) {
      return List.of("node/logs.sh", "boot.sh", "node/files.sh", "member.sh");
    }
    return role == NodeRole.NAT
        ? List.of("node/logs.sh", "boot.sh", "nat.sh")
        : List.of("node/logs.sh", "boot.sh");
  }
}
