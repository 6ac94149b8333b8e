package dev.vigie.cli.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vigie.config.InventorySettings;
import dev.vigie.error.ErrorCode;
import dev.vigie.node.Inventory;
import dev.vigie.node.Machine;
import dev.vigie.storage.JsonDocuments;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class InventoryFormTest {
  private static final Login LOGIN = new Login("ec2-user");
  private static final Inventory INVENTORY =
      Inventory.of(
          List.of(
              machine("nat", "nat", "i-00000003", "10.0.1.4", "192.0.2.9"),
              machine("application-1", "application", "i-00000002", "10.0.2.7", null),
              machine("bastion", "bastion", "i-00000001", "10.0.0.5", "192.0.2.8")));

  @Test
  void ansible_machines_areGroupedByRoleAndReachedThroughTheBastion() throws Exception {
    JsonNode document =
        JsonDocuments.MAPPER.readTree(InventoryForm.ANSIBLE.write(INVENTORY, LOGIN));
    assertThat(document)
        .isEqualTo(
            JsonDocuments.MAPPER.readTree(
                """
                {"_meta": {"hostvars": {
                   "application-1": {
                     "ansible_host": "10.0.2.7",
                     "ansible_ssh_common_args": "-o ProxyJump=ec2-user@192.0.2.8",
                     "ansible_user": "ec2-user",
                     "vigie_instance_id": "i-00000002",
                     "vigie_private_address": "10.0.2.7",
                     "vigie_role": "application"},
                   "bastion": {
                     "ansible_host": "192.0.2.8",
                     "ansible_user": "ec2-user",
                     "vigie_instance_id": "i-00000001",
                     "vigie_private_address": "10.0.0.5",
                     "vigie_role": "bastion"},
                   "nat": {
                     "ansible_host": "10.0.1.4",
                     "ansible_ssh_common_args": "-o ProxyJump=ec2-user@192.0.2.8",
                     "ansible_user": "ec2-user",
                     "vigie_instance_id": "i-00000003",
                     "vigie_private_address": "10.0.1.4",
                     "vigie_role": "nat"}}},
                 "all": {"children": ["role_application", "role_bastion", "role_nat"]},
                 "role_application": {"hosts": ["application-1"]},
                 "role_bastion": {"hosts": ["bastion"]},
                 "role_nat": {"hosts": ["nat"]}}
                """));
  }

  @Test
  void ansible_roleWithHyphen_isAGroupWithoutOne() {
    Inventory hyphened =
        Inventory.of(List.of(machine("a", "all-in-one", "i-00000001", "10.0.0.5", null)));
    assertThat(InventoryForm.ANSIBLE.write(hyphened, LOGIN)).contains("\"role_all_in_one\"");
  }

  @Test
  void ansible_noMachine_isAnInventory() {
    assertThat(InventoryForm.ANSIBLE.write(Inventory.of(List.of()), LOGIN))
        .isEqualTo("{\"_meta\":{\"hostvars\":{}},\"all\":{\"children\":[]}}");
  }

  @Test
  void json_machines_areOneSortedLine() {
    assertThat(InventoryForm.JSON.write(INVENTORY, LOGIN))
        .isEqualTo(
            "{\"machines\":["
                + "{\"name\":\"application-1\",\"role\":\"application\","
                + "\"instanceId\":\"i-00000002\",\"privateAddress\":\"10.0.2.7\"},"
                + "{\"name\":\"bastion\",\"role\":\"bastion\",\"instanceId\":\"i-00000001\","
                + "\"privateAddress\":\"10.0.0.5\",\"publicAddress\":\"192.0.2.8\"},"
                + "{\"name\":\"nat\",\"role\":\"nat\",\"instanceId\":\"i-00000003\","
                + "\"privateAddress\":\"10.0.1.4\",\"publicAddress\":\"192.0.2.9\"}]}");
  }

  @Test
  void sshConfig_machines_jumpThroughTheBastion() {
    assertThat(InventoryForm.SSH_CONFIG.write(INVENTORY, LOGIN))
        .isEqualTo(
            """
            Host application-1
              HostName 10.0.2.7
              User ec2-user
              HostKeyAlias i-00000002
              ProxyJump bastion

            Host bastion
              HostName 192.0.2.8
              User ec2-user
              HostKeyAlias i-00000001

            Host nat
              HostName 10.0.1.4
              User ec2-user
              HostKeyAlias i-00000003
              ProxyJump bastion

            """);
  }

  @Test
  void sshConfig_noBastion_jumpsThroughNothing() {
    Inventory alone = Inventory.of(List.of(machine("nat", "nat", "i-00000003", "10.0.1.4", null)));
    assertThat(InventoryForm.SSH_CONFIG.write(alone, LOGIN)).doesNotContain("ProxyJump");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-oProxyCommand=x", "a b", "a;b", "a@b", "$(x)", "a\nb"})
  void login_hostileName_isRefused(String user) {
    assertThatThrownBy(() -> new Login(user))
        .extracting("code")
        .isEqualTo(ErrorCode.REQUEST_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "quick?ata", "Quickdata", "a--b", "a,b"})
  void settings_projectThatIsNoName_isRefused(String project) {
    assertThatThrownBy(
            () ->
                new InventorySettings(
                    project, Optional.empty(), Optional.empty(), Optional.empty()))
        .hasMessageContaining("'" + project + "'")
        .extracting("code")
        .isEqualTo(ErrorCode.SETTING_INVALID);
  }

  @Test
  void settings_passwordInEndpoint_isRefusedAndNotRepeated() {
    assertThatThrownBy(
            () ->
                new InventorySettings(
                    "a",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(URI.create("http://me:secret@127.0.0.1"))))
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({"ansible,true", "json,true", "ssh-config,true", "yaml,false"})
  void commandLine_form_isTakenByItsName(String form, boolean taken) {
    CommandLine line = new CommandLine(new InventoryCommand());
    line.setErr(new PrintWriter(new StringWriter()));
    if (taken) {
      assertThat(line.parseArgs("--format", form).hasMatchedOption("--format")).isTrue();
    } else {
      assertThat(line.execute("--format", form)).isEqualTo(2);
    }
  }

  private static Machine machine(
      String name, String role, String id, String address, @Nullable String publicAddress) {
    return new Machine(name, role, id, address, Optional.ofNullable(publicAddress));
  }
}
