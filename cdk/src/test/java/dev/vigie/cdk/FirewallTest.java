package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Who reaches whom, as the synthesised template has it. */
class FirewallTest {
  private static final String INSTANCE = "AWS::EC2::Instance";
  private static final String RULE = "AWS::EC2::SecurityGroupIngress";

  private final StackTemplate infra =
      SynthesisedApp.withEncryption("kms").stack(VigieApp.INFRA_STACK);
  private final StackTemplate other = InfraStackTest.OTHER.stack(VigieApp.INFRA_STACK);

  @Test
  void fromOutside_onlyTheWebComesInByDefault() {
    assertThat(outside(infra))
        .containsExactlyInAnyOrder("TraefikGroup 80 0.0.0.0/0", "TraefikGroup 443 0.0.0.0/0");
    assertThat(outside(other))
        .containsExactlyInAnyOrder(
            "BastionGroup 22 192.0.2.0/24",
            "TraefikGroup 80 198.51.100.0/24",
            "TraefikGroup 443 198.51.100.0/24");
  }

  @Test
  void ssh_comesFromTheBastionAlone() {
    assertThat(rules("22"))
        .containsExactlyInAnyOrder(
            "BastionGroup -> ApplicationGroup tcp",
            "BastionGroup -> DatabaseGroup tcp",
            "BastionGroup -> MonitoringGroup tcp",
            "BastionGroup -> NatGroup tcp",
            "BastionGroup -> TraefikGroup tcp");
  }

  @Test
  void swarm_isOpenAmongItsMembersAlone() {
    assertThat(rules("2377")).containsExactly("SwarmGroup -> TraefikGroup tcp");
    assertThat(rules("7946"))
        .containsExactly("SwarmGroup -> SwarmGroup tcp", "SwarmGroup -> SwarmGroup udp");
    assertThat(rules("4789")).containsExactly("SwarmGroup -> SwarmGroup udp");
    assertThat(rules("")).containsExactly("SwarmGroup -> SwarmGroup 50");
    assertThat(infra.ofType(RULE)).hasSize(12);
    infra
        .ofType(INSTANCE)
        .forEach(
            (id, machine) ->
                assertThat(machine.toString().contains("SwarmGroup"))
                    .as(id)
                    .isEqualTo(!List.of("Bastion", "Nat").contains(id)));
  }

  @Test
  void files_areMountedByThoseThatHaveThem() {
    assertThat(rules("2049"))
        .containsExactly("ApplicationGroup -> FilesGroup tcp", "DatabaseGroup -> FilesGroup tcp");
  }

  @Test
  void swarm_ofThreeManagers_isManagedFromTheirGroupsToo() {
    var management =
        other.ofType(RULE).values().stream()
            .map(rule -> rule.get("Properties"))
            .filter(rule -> rule.path("FromPort").asInt() == 2377)
            .map(rule -> group(rule, "SourceSecurityGroupId") + " -> " + group(rule, "GroupId"));
    assertThat(management)
        .containsExactlyInAnyOrder(
            "SwarmGroup -> TraefikGroup",
            "SwarmGroup -> ApplicationGroup",
            "SwarmGroup -> MonitoringGroup");
  }

  /** Every rule that lets addresses outside the network in, as "group port block". */
  private static List<String> outside(StackTemplate template) {
    var found = new ArrayList<String>();
    template
        .ofType("AWS::EC2::SecurityGroup")
        .forEach(
            (id, group) ->
                StreamSupport.stream(
                        group.at("/Properties/SecurityGroupIngress").spliterator(), false)
                    .filter(rule -> !rule.get("CidrIp").asText().startsWith("10.20."))
                    .forEach(
                        rule ->
                            found.add(
                                id
                                    + " "
                                    + rule.get("FromPort").asText()
                                    + " "
                                    + rule.get("CidrIp").asText())));
    return found;
  }

  /** Every rule for the port that lets another group in, as "from -> to protocol". */
  private List<String> rules(String port) {
    return infra.ofType(RULE).values().stream()
        .map(rule -> rule.get("Properties"))
        .filter(rule -> rule.path("FromPort").asText().equals(port))
        .map(
            rule ->
                group(rule, "SourceSecurityGroupId")
                    + " -> "
                    + group(rule, "GroupId")
                    + " "
                    + rule.get("IpProtocol").asText())
        .toList();
  }

  private static String group(JsonNode rule, String field) {
    return rule.get(field).at("/Fn::GetAtt/0").asText();
  }
}
