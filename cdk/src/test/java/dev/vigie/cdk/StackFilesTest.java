package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every service of every stack must have; no engine is asked. */
class StackFilesTest {
  private static final Pattern VERSION = Pattern.compile(".+:v?[0-9]+\\.[0-9]+(\\.[0-9]+)?");
  private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)}");

  /** The label of the nodes that a service may run on; * is every node. */
  private static final Map<String, String> PLACES =
      Map.ofEntries(
          Map.entry("traefik", "infra"),
          Map.entry("nocodb", "application"),
          Map.entry("database", "database"),
          Map.entry("prometheus", "monitoring_group"),
          Map.entry("alertmanager", "monitoring_group"),
          Map.entry("grafana", "monitoring_group"),
          Map.entry("postgres-exporter", "monitoring_group"),
          Map.entry("node-exporter", "*"),
          Map.entry("cadvisor", "*"));

  static Stream<String> stacks() {
    return NodeFile.STACKS.stream();
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void service_isPinnedCheckedBoundedAndGoesBackWhenAnUpdateFails(String stack) {
    for (var service : NodeFile.services(stack)) {
      var definition = service.getValue();
      var image = definition.get("image").asText();
      assertThat(image.equals("${NOCODB_IMAGE}") || VERSION.matcher(image).matches())
          .as("%s runs %s", service.getKey(), image)
          .isTrue();
      assertThat(definition.get("healthcheck").properties())
          .extracting(Map.Entry::getKey)
          .contains("test", "interval", "timeout", "retries", "start_period");
      var deploy = definition.get("deploy");
      assertThat(deploy.at("/resources/limits/memory").asText()).matches("[0-9]+[MG]");
      assertThat(deploy.at("/resources/reservations/memory").asText()).matches("[0-9]+[MG]");
      assertThat(deploy.at("/update_config/failure_action").asText()).isEqualTo("rollback");
      assertThat(deploy.at("/update_config/order").asText()).isEqualTo("stop-first");
      assertThat(deploy.has("rollback_config")).isTrue();
      assertThat(deploy.at("/restart_policy/condition").asText()).isEqualTo("any");
      // A virtual IP is IPVS, which forgets idle connections.
      assertThat(deploy.get("endpoint_mode").asText()).isEqualTo("dnsrr");
    }
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void service_runsWhereItBelongs(String stack) {
    for (var service : NodeFile.services(stack)) {
      var deploy = service.getValue().get("deploy");
      var place = PLACES.get(service.getKey());
      if ("*".equals(place)) {
        assertThat(deploy.get("mode").asText()).isEqualTo("global");
        assertThat(deploy.has("placement")).isFalse();
      } else {
        assertThat(deploy.at("/placement/constraints"))
            .extracting(JsonNode::asText)
            .containsExactly("node.labels.role == " + place);
      }
    }
  }

  @Test
  void logs_areRotatedByTheEngineForEveryService() {
    assertThat(NodeFile.text("docker.sh"))
        .contains("\"log-driver\": \"local\"", "\"max-size\": \"10m\"", "\"max-file\": \"5\"");
    for (var stack : NodeFile.STACKS) {
      assertThat(NodeFile.services(stack)).noneMatch(service -> service.getValue().has("logging"));
    }
  }

  @Test
  void ports_areTheWebsAndTheOneForSessionManager() {
    var ports = new ArrayList<String>();
    for (var stack : NodeFile.STACKS) {
      for (var service : NodeFile.services(stack)) {
        for (var port : service.getValue().path("ports")) {
          assertThat(port.get("mode").asText()).isEqualTo("host");
          ports.add(service.getKey() + " " + port.get("published").asInt());
        }
      }
    }
    assertThat(ports).containsExactlyInAnyOrder("traefik 80", "traefik 443", "grafana 3000");
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void whatAServiceNames_isThere(String stack) {
    var file = NodeFile.yaml("stacks/" + stack + ".yml");
    for (var service : NodeFile.services(stack)) {
      for (var kind : List.of("configs", "secrets")) {
        for (var use : service.getValue().path(kind)) {
          assertThat(file.path(kind).has(use.get("source").asText()))
              .as("%s of %s: %s", kind, service.getKey(), use)
              .isTrue();
        }
      }
      var networks = service.getValue().get("networks");
      var names = new ArrayList<String>();
      networks.forEach(network -> names.add(network.asText()));
      networks.properties().forEach(network -> names.add(network.getKey()));
      assertThat(names.stream().filter(name -> !name.isEmpty()))
          .isNotEmpty()
          .allMatch(name -> file.get("networks").has(name));
    }
    for (var network : file.get("networks").properties()) {
      var name = network.getValue().path("name").asText(network.getKey());
      assertThat(network.getValue().get("external").asBoolean()).isTrue();
      assertThat(name.equals("host") || NodeFile.text("networks.sh").contains("network " + name))
          .as("a duty makes the network %s", name)
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("stacks")
  void variable_isSetByADuty(String stack) {
    var duties = NodeFile.text("stacks.sh") + NodeFile.text("monitoring.sh");
    var exported =
        Pattern.compile("^ *export (.+)$", Pattern.MULTILINE)
            .matcher(duties)
            .results()
            .flatMap(line -> Stream.of(line.group(1).split(" ")))
            .toList();
    var named =
        VARIABLE.matcher(NodeFile.text("stacks/" + stack + ".yml")).results().map(v -> v.group(1));
    assertThat(named).allMatch(exported::contains);
  }

  @Test
  void secret_isOfTheSwarmAndNeverInTheEnvironment() {
    for (var stack : NodeFile.STACKS) {
      NodeFile.yaml("stacks/" + stack + ".yml")
          .path("secrets")
          .properties()
          .forEach(secret -> assertThat(secret.getValue().get("external").asBoolean()).isTrue());
      for (var service : NodeFile.services(stack)) {
        for (var variable : service.getValue().path("environment").properties()) {
          assertThat(
                  !variable.getKey().matches(".*(PASSWORD|SECRET|KEY).*")
                      || variable.getValue().asText().startsWith("/run/secrets/")
                      || Set.of("true", "false").contains(variable.getValue().asText()))
              .as("%s of %s", variable.getKey(), service.getKey())
              .isTrue();
        }
      }
    }
  }
}
