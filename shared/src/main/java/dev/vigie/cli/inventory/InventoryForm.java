package dev.vigie.cli.inventory;

import dev.vigie.node.Inventory;
import dev.vigie.node.Machine;
import dev.vigie.storage.JsonDocuments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The forms of an inventory; each is a contract with the program that reads it. */
enum InventoryForm {
  /**
   * What a dynamic inventory answers to {@code --list}, host variables included (Ansible Developer
   * Guide, "Developing dynamic inventory").
   */
  ANSIBLE {
    @Override
    String write(Inventory inventory, Login login) {
      return AnsibleInventory.of(inventory, login);
    }
  },
  /** One line: {@code {"machines": [{"name", "role", "instanceId", …}]}}. */
  JSON {
    @Override
    String write(Inventory inventory, Login login) {
      Map<String, List<Machine>> document = new TreeMap<>(Map.of("machines", inventory.machines()));
      return new String(JsonDocuments.bytes(document), StandardCharsets.UTF_8);
    }
  },
  /** For {@code Include} in {@code ~/.ssh/config}. */
  SSH_CONFIG {
    @Override
    String write(Inventory inventory, Login login) {
      return SshConfig.of(inventory, login);
    }
  };

  /** The inventory in this form. */
  abstract String write(Inventory inventory, Login login);

  /** As it is given on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
