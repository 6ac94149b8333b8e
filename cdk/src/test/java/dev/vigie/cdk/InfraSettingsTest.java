package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vigie.error.ErrorCode;
import dev.vigie.error.VigieException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of the infrastructure; no CDK is started. */
class InfraSettingsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  @Test
  void defaults_apply_whereNothingIsSet() {
    var infra = read("{}");
    assertThat(infra.machine(NodeRole.DATABASE)).isEqualTo(new MachineSettings("t4g.medium", 20));
    assertThat(infra.machine(NodeRole.NAT)).isEqualTo(new MachineSettings("t4g.nano", 8));
    assertThat(infra.applications()).isEqualTo(2);
    assertThat(infra.data()).isEqualTo(new DataVolumeSettings(50, 3_000, 125));
    assertThat(infra.cluster()).isEqualTo("main");
    assertThat(infra.access()).isEqualTo(new AccessSettings(List.of(), List.of(Cidr.ANY)));
    assertThat(infra.flowLogs()).isEqualTo(new FlowLogSettings("ALL", 30));
    assertThat(infra.logDays()).isEqualTo(30);
    assertThat(infra.swarm())
        .isEqualTo(
            new SwarmSettings(1, "nocodb/nocodb:0.301.3", Optional.empty(), Optional.empty()));
    assertThat(infra.nat().gateway()).isFalse();
    assertThat(infra.detailedMonitoring()).isFalse();
    assertThat(infra.domain()).isEmpty();
    assertThat(infra.imageId()).isEmpty();
  }

  @Test
  void architecture_x86_changesTheDefaultTypes() {
    var infra = read("{'architecture': 'x86_64'}");
    assertThat(infra.machine(NodeRole.TRAEFIK).type()).isEqualTo("t3.small");
    assertThat(infra.machine(NodeRole.NAT).type()).isEqualTo("t3.nano");
  }

  @ParameterizedTest
  @CsvSource({
    "10.20.0.0/16, 10.20.0.0/24, 10.20.4.0/24",
    "10.0.0.0/20, 10.0.0.0/24, 10.0.4.0/24",
    "172.18.4.0/22, 172.18.4.0/25, 172.18.6.0/25",
    "192.168.1.128/25, 192.168.1.128/28, 192.168.1.192/28"
  })
  void subnets_whereNoneIsSet_areTheNetworksFirstParts(String cidr, String first, String last) {
    var subnets = read("{'network': {'cidr': '%s'}}".formatted(cidr)).network().subnets();
    assertThat(subnets.get(SubnetGroup.BASTION)).hasToString(first);
    assertThat(subnets.get(SubnetGroup.MONITORING)).hasToString(last);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'colour': 'red'} | context key 'vigie.infra.colour' is unknown; 'vigie.infra' takes"
            + " application, architecture, bastion, database, detailedMonitoring, domain, flowLogs,"
            + " imageId, logDays, monitoring, nat, network, swarm, traefik.",
        "{'monitoring': {'count': 2}} | context key 'vigie.infra.monitoring.count' is unknown;"
            + " 'vigie.infra.monitoring' takes diskGib, domain, instanceType.",
        "{'monitoring': {'domain': 'grafana'}} | vigie.infra.monitoring.domain is 'grafana'; it must"
            + " be a domain name in lower case, such as nocodb.example.org.",
        "{'swarm': {'managers': 2}} | vigie.infra.swarm.managers is 2; it must be 1 or 3: of two,"
            + " none can be lost.",
        "{'application': {'registrySecret': 'a b'}} | vigie.infra.application.registrySecret is 'a"
            + " b'; it must be a secret's name: 1 to 512 letters, digits and any of /_+=.@-.",
        "{'network': {'subnets': {'spare': '10.20.9.0/24'}}} | context key"
            + " 'vigie.infra.network.subnets.spare' is unknown; 'vigie.infra.network.subnets' takes"
            + " application, bastion, database, gateway, monitoring.",
        "{'application': {'count': 0}} | vigie.infra.application.count is 0; it must be 1 to 20"
            + " machines.",
        "{'application': {'count': 21}} | vigie.infra.application.count is 21; it must be 1 to 20"
            + " machines.",
        "{'application': {'diskGib': 7}} | vigie.infra.application.diskGib is 7; it must be 8 to"
            + " 1024 GiB.",
        "{'application': {'image': 'nocodb'}} | vigie.infra.application.image is 'nocodb'; it must be an"
            + " image with a tag or a digest, such as registry.example.org/team/nocodb:1.2.3.",
        "{'architecture': 'arm'} | vigie.infra.architecture is 'arm'; it must be 'arm64' or"
            + " 'x86_64'.",
        "{'database': {'instanceType': 't3.medium'}} | vigie.infra.database.instanceType is"
            + " 't3.medium'; with vigie.infra.architecture arm64 it must be an instance type such as"
            + " t4g.small.",
        "{'architecture': 'x86_64', 'nat': {'instanceType': 'c7gn.medium'}} |"
            + " vigie.infra.nat.instanceType is 'c7gn.medium'; with vigie.infra.architecture x86_64"
            + " it must be an instance type such as t3.small.",
        "{'nat': {'kind': 'none'}} | vigie.infra.nat.kind is 'none'; it must be 'instance' or"
            + " 'gateway'.",
        "{'imageId': 'al2023'} | vigie.infra.imageId is 'al2023'; it must be the id of an image,"
            + " such as ami-0123456789abcdef0.",
        "{'bastion': {'sshFrom': ['0.0.0.0/0']}} | vigie.infra.bastion.sshFrom is '0.0.0.0/0'; it"
            + " must name the networks that people come from, not the whole Internet.",
        "{'bastion': {'sshFrom': '192.0.2.0/24'}} | vigie.infra.bastion.sshFrom is '192.0.2.0/24';"
            + " it must be a JSON array of strings.",
        "{'traefik': {'webFrom': []}} | vigie.infra.traefik.webFrom is '[]'; it must name at least"
            + " one network, or 0.0.0.0/0 for everybody.",
        "{'database': {'dataGib': 9}} | vigie.infra.database.dataGib is 9; it must be 10 to 16384"
            + " GiB.",
        "{'database': {'dataGib': 10, 'dataIops': 6000}} | vigie.infra.database.dataIops is 6000;"
            + " it must be at most 5000 for the 10 GiB of vigie.infra.database.dataGib.",
        "{'database': {'dataMibps': 1000}} | vigie.infra.database.dataMibps is 1000; it must be at"
            + " most 750 for the 3000 of vigie.infra.database.dataIops.",
        "{'database': {'cluster': 'a/b'}} | vigie.infra.database.cluster is 'a/b'; it must be 1 to"
            + " 63 lower-case letters, digits and hyphens.",
        "{'flowLogs': {'traffic': 'none'}} | vigie.infra.flowLogs.traffic is 'none'; it must be"
            + " 'all' or 'accept' or 'reject'.",
        "{'detailedMonitoring': 'false'} | vigie.infra.detailedMonitoring is 'false'; it must be"
            + " true or false without quotes."
      })
  void value_thatCannotBe_isRefused(String infra, String message) {
    refused(infra, message);
  }

  @Test
  void flowLogs_keptForDaysThatCloudWatchDoesNotTake_areRefused() {
    assertThatThrownBy(() -> read("{'flowLogs': {'days': 31}}"))
        .hasMessageStartingWith("vigie.infra.flowLogs.days is 31; it must be a number of days that")
        .hasMessageContaining(" 14, 30, 60, ");
  }

  @Test
  void logs_keptForDaysThatCloudWatchDoesNotTake_areRefused() {
    assertThatThrownBy(() -> read("{'logDays': 2}"))
        .hasMessageStartingWith("vigie.infra.logDays is 2; it must be a number of days that");
  }

  @Test
  void swarm_isReadFromWhereItsPartsStand() {
    var infra =
        read(
            "{'swarm': {'managers': 3}, 'monitoring': {'domain': 'grafana.example.org'}, 'application':"
                + " {'image': 'registry.gitlab.com/team/nocodb:1.2.3', 'registrySecret': 'a/b-c'}}");
    assertThat(infra.swarm())
        .isEqualTo(
            new SwarmSettings(
                3,
                "registry.gitlab.com/team/nocodb:1.2.3",
                Optional.of("a/b-c"),
                Optional.of("grafana.example.org")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "nocodb",
        "-a.example.org",
        "a-.example.org",
        "a..example.org",
        "Example.org",
        "example.org.",
        "https://example.org",
        "example.org/x",
        "*.example.org",
        "192.0.2.1",
        "ex ample.org",
        "exämple.org"
      })
  void domain_thatIsNone_isRefused(String domain) {
    refused(
        "{'domain': '%s'}".formatted(domain),
        "vigie.infra.domain is '%s'; it must be a domain name in lower case, such as nocodb.example.org."
            .formatted(domain));
  }

  @Test
  void domain_isTaken() {
    assertThat(read("{'domain': 'nocodb.xn--exmple-cua.org'}").domain())
        .contains("nocodb.xn--exmple-cua.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.20.0.0",
        "10.20.0/16",
        "10.20.0.256/16",
        "10.20.0.0/33",
        "010.20.0.0/16",
        "fd00::/48",
        "10.20.0.0/-1"
      })
  void network_thatIsNoBlock_isRefused(String cidr) {
    refused(
        "{'network': {'cidr': '%s'}}".formatted(cidr),
        "vigie.infra.network.cidr is '%s'; it must be a block of IPv4 addresses such as 10.20.0.0/16."
            .formatted(cidr));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.20.0.1/16 | it must begin at the block's first address: 10.20.0.0/16.",
        "10.20.0.0/15 | it must be a /16 to /25, so that five subnets of at least /28 fit in a VPC.",
        "10.20.0.0/26 | it must be a /16 to /25, so that five subnets of at least /28 fit in a VPC.",
        "8.8.0.0/16 | it must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.",
        "172.17.4.0/22 | it must not overlap 172.17.0.0/16, which Docker's bridge has on every node."
      })
  void network_thatCannotBe_isRefused(String cidr, String right) {
    refused(
        "{'network': {'cidr': '%s'}}".formatted(cidr),
        "vigie.infra.network.cidr is '%s'; %s".formatted(cidr, right.replace("`", "'")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.20.0.128/25 | it must not overlap vigie.infra.network.subnets.bastion, which is"
            + " 10.20.0.0/24.",
        "10.20.0.0/16 | it must not overlap vigie.infra.network.subnets.bastion, which is"
            + " 10.20.0.0/24.",
        "10.21.0.0/24 | it must lie inside vigie.infra.network.cidr, 10.20.0.0/16.",
        "10.20.9.0/29 | it must be /28 or larger, which AWS takes for a subnet."
      })
  void subnet_thatCannotBe_isRefused(String block, String right) {
    refused(
        "{'network': {'subnets': {'database': '%s'}}}".formatted(block),
        "vigie.infra.network.subnets.database is '%s'; %s".formatted(block, right));
  }

  @Test
  void subnet_tooSmallForItsMachines_isRefused() {
    refused(
        "{'network': {'subnets': {'application': '10.20.9.0/28'}}, 'application': {'count': 12}}",
        "vigie.infra.network.subnets.application is '10.20.9.0/28'; it must hold the 12 machines of"
            + " vigie.infra.application.count, and holds 11.");
  }

  @Test
  void zone_ofAnotherRegion_isRefused() {
    assertThat(
            InfraSettings.from(
                    object("{'network': {'availabilityZone': 'eu-west-3b'}}"),
                    Optional.of("eu-west-3"))
                .network()
                .zone())
        .contains("eu-west-3b");
    assertThatThrownBy(
            () ->
                InfraSettings.from(
                    object("{'network': {'availabilityZone': 'eu-west-1b'}}"),
                    Optional.of("eu-west-3")))
        .hasMessage(
            "vigie.infra.network.availabilityZone is 'eu-west-1b'; it must be an availability zone"
                + " of the region eu-west-3, such as eu-west-3a.");
    refused(
        "{'network': {'availabilityZone': 'b'}}",
        "vigie.infra.network.availabilityZone is 'b'; it must be an availability zone, such as"
            + " eu-west-3a.");
  }

  private static InfraSettings read(String infra) {
    return InfraSettings.from(object(infra), Optional.empty());
  }

  private static ContextObject object(String infra) {
    try {
      var values = JSON.readValue(infra.replace('\'', '"'), OBJECT);
      return new ContextObject("", Map.of("vigie", Map.of("infra", values)))
          .object("vigie")
          .object("infra");
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(infra, wrong);
    }
  }

  private static void refused(String infra, String message) {
    assertThatThrownBy(() -> read(infra))
        .isInstanceOfSatisfying(
            VigieException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.SETTING_INVALID))
        .hasMessage(message);
  }
}
