package dev.vigie.cli.inventory;

import dev.vigie.node.Inventory;
import dev.vigie.node.Machine;
import dev.vigie.storage.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Ansible's form. The groups are {@code role_<role>}: without the prefix, a host and a group would
 * both be called {@code bastion}, and a role {@code all} would be Ansible's own group. A group's
 * name may hold no hyphen, which becomes an underscore.
 */
final class AnsibleInventory {
  private AnsibleInventory() {}

  static String of(Inventory inventory, Login login) {
    Map<String, Object> document = new TreeMap<>();
    Map<String, Object> hosts = new LinkedHashMap<>();
    Optional<String> jump = inventory.bastion().flatMap(Machine::publicAddress);
    for (Machine machine : inventory.machines()) {
      hosts.put(machine.name(), variables(machine, login, jump));
    }
    document.put("_meta", Map.of("hostvars", hosts));
    inventory
        .byRole()
        .forEach(
            (role, machines) ->
                document.put(
                    group(role), Map.of("hosts", machines.stream().map(Machine::name).toList())));
    document.put(
        "all",
        Map.of(
            "children",
            inventory.byRole().keySet().stream().map(AnsibleInventory::group).toList()));
    return new String(JsonDocuments.bytes(document), StandardCharsets.UTF_8);
  }

  private static String group(String role) {
    return "role_" + role.replace('-', '_');
  }

  private static Map<String, String> variables(
      Machine machine, Login login, Optional<String> jump) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("ansible_host", address(machine));
    variables.put("ansible_user", login.user());
    variables.put("vigie_instance_id", machine.instanceId());
    variables.put("vigie_private_address", machine.privateAddress());
    variables.put("vigie_role", machine.role());
    jump.filter(bastion -> !bastion.equals(address(machine)))
        .ifPresent(
            bastion ->
                variables.put(
                    "ansible_ssh_common_args", "-o ProxyJump=" + login.user() + "@" + bastion));
    return variables;
  }

  /** A bastion is reached from outside, every other machine from the bastion. */
  static String address(Machine machine) {
    return machine.role().equals(Inventory.BASTION)
        ? machine.publicAddress().orElse(machine.privateAddress())
        : machine.privateAddress();
  }
}
