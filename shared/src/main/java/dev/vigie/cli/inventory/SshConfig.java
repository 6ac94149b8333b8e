package dev.vigie.cli.inventory;

import dev.vigie.node.Inventory;
import dev.vigie.node.Machine;
import java.util.Optional;

/**
 * OpenSSH's form (ssh_config(5)). A host's key is kept under its instance id: another machine gets
 * the address after it, and ssh would take the new key for an attack.
 */
final class SshConfig {
  private SshConfig() {}

  static String of(Inventory inventory, Login login) {
    StringBuilder text = new StringBuilder();
    Optional<Machine> bastion = inventory.bastion();
    for (Machine machine : inventory.machines()) {
      append(text, "Host ", machine.name());
      append(text, "  HostName ", AnsibleInventory.address(machine));
      append(text, "  User ", login.user());
      append(text, "  HostKeyAlias ", machine.instanceId());
      bastion
          .filter(jump -> !jump.equals(machine))
          .ifPresent(jump -> append(text, "  ProxyJump ", jump.name()));
      text.append('\n');
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String keyword, String value) {
    text.append(keyword).append(value).append('\n');
  }
}
