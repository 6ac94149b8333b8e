package dev.vigie.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether the files of monitoring know each other. What Prometheus makes of them, {@code lab/test}
 * asks Prometheus.
 */
class MonitoringFilesTest {
  private static final Set<String> EXPORTERS = Set.of("node", "container", "pg", "traefik", "up");

  static Stream<String> dashboards() {
    return NodeFiles.NAMES.stream().filter(name -> name.matches("monitoring/dashboards/.+"));
  }

  @Test
  void dashboards_areThoseThatAreAskedFor_andGrafanaGetsEach() {
    assertThat(dashboards().map(name -> name.replaceAll(".*/|[.]json", "")))
        .containsExactly("backups", "hosts", "postgresql", "swarm", "traefik");
    var stack = NodeFile.yaml("stacks/monitoring.yml");
    var files =
        stack.get("configs").properties().stream()
            .map(config -> config.getValue().get("file").asText().replace("../", ""))
            .toList();
    assertThat(files)
        .containsAll(dashboards().toList())
        .allMatch(file -> file.equals("${ALERTMANAGER_CONFIG}") || NodeFiles.NAMES.contains(file));
    // By the digest in its name a config that changes is another one.
    assertThat(stack.get("configs"))
        .allMatch(config -> config.get("name").asText().matches("[a-z-]+-\\$\\{[A-Z]+_FILES}"));
    var grafana = stack.at("/services/grafana/configs");
    assertThat(dashboards().map(name -> name.replaceAll(".*/", "/etc/dashboards/")))
        .allMatch(target -> targets(grafana).contains(target));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dashboard_asksOneSourceForWhatIsMeasured(String name) {
    var source = NodeFile.yaml("monitoring/datasource.yml").at("/datasources/0/uid").asText();
    var board = NodeFile.json(name);
    assertThat(board.get("uid").asText()).isEqualTo("vigie-" + name.replaceAll(".*/|[.]json", ""));
    var ids = new HashSet<Integer>();
    for (var panel : board.get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).isTrue();
      assertThat(panel.get("title").asText()).isNotBlank();
      assertThat(panel.at("/datasource/uid").asText()).isEqualTo(source);
      assertThat(panel.get("targets")).isNotEmpty();
      panel.get("targets").forEach(target -> isMeasured(target.get("expr").asText()));
    }
    // The lab puts each query to Prometheus as it is written.
    assertThat(board.has("templating")).isFalse();
    assertThat(board.findValuesAsText("expr")).noneMatch(query -> query.contains("$"));
    assertThat(ids.size()).isBetween(4, 9);
  }

  @Test
  void alert_saysWhatIsSo_andWhatToDo() {
    for (var rule : rules()) {
      isMeasured(rule.get("expr").asText());
      if (rule.has("alert")) {
        assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
        assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
        assertThat(rule.at("/annotations/description").asText()).matches("(?s).+[.]\\s*");
      }
    }
    assertThat(alerts())
        .contains(
            "NodeDown",
            "DiskNearlyFull",
            "MemoryShort",
            "PostgresqlDown",
            "ConnectionsNearlyUsedUp",
            "TransactionIdsOld",
            "BackupOld",
            "CertificateExpires",
            "ContainersRestart");
  }

  @Test
  void metric_thatADutyWrites_isDocumented() throws IOException {
    var documented = Files.readString(Path.of("..", "docs", "settings.md"));
    var written =
        Pattern.compile("\\bvigie_[a-z_]+(?=[{ ])")
            .matcher(NodeFile.text("metrics.sh"))
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(written).hasSizeGreaterThan(10);
    assertThat(written).allSatisfy(metric -> assertThat(documented).contains("`" + metric + "`"));
  }

  @Test
  void inhibition_namesAlertsThatThereAre() {
    for (var rule : NodeFile.yaml("monitoring/alertmanager.yml").get("inhibit_rules")) {
      for (var matchers : List.of("source_matchers", "target_matchers")) {
        var names = rule.get(matchers).get(0).asText().replaceAll("alertname|[=~ \"]", "");
        assertThat(alerts()).contains(names.split("[|]"));
      }
    }
  }

  @Test
  void alertmanager_isWherePrometheusLooks() {
    var address = "100.65.255.1:9093";
    var prometheus = NodeFile.yaml("monitoring/prometheus.yml");
    assertThat(prometheus.at("/alerting/alertmanagers/0/static_configs/0/targets/0").asText())
        .isEqualTo(address);
    var service = NodeFile.yaml("stacks/monitoring.yml").at("/services/alertmanager");
    assertThat(service.get("command"))
        .extracting(JsonNode::asText)
        .contains("--web.listen-address=" + address);
    assertThat(NodeFile.text("docker.sh")).contains("\"bip\": \"100.65.255.1/24\"");
  }

  @Test
  void prometheus_findsItsTargets_onNetworksItHas() {
    var stack = NodeFile.yaml("stacks/monitoring.yml");
    var networks = stack.at("/services/prometheus/networks");
    var names = new ArrayList<String>();
    for (var job : NodeFile.yaml("monitoring/prometheus.yml").get("scrape_configs")) {
      names.addAll(job.findValuesAsText("names"));
      job.findValues("names").forEach(list -> list.forEach(name -> names.add(name.asText())));
    }
    assertThat(names).contains("tasks.node-exporter", "tasks.cadvisor", "tasks.traefik");
    for (var name : names.stream().filter(each -> !each.isEmpty()).toList()) {
      var service = name.replace("tasks.", "");
      var file = service.equals("traefik") ? "traefik" : "monitoring";
      var its = NodeFile.yaml("stacks/" + file + ".yml").at("/services/" + service + "/networks");
      assertThat(its).anyMatch(network -> List.copyOf(elements(networks)).contains(network));
    }
  }

  private static List<JsonNode> elements(JsonNode array) {
    var list = new ArrayList<JsonNode>();
    array.forEach(list::add);
    return list;
  }

  private static List<String> targets(JsonNode configs) {
    return configs.findValuesAsText("target");
  }

  private static List<JsonNode> rules() {
    var rules = new ArrayList<JsonNode>();
    NodeFile.yaml("monitoring/rules.yml")
        .get("groups")
        .forEach(group -> group.get("rules").forEach(rules::add));
    return rules;
  }

  private static Set<String> alerts() {
    var names = new TreeSet<String>();
    rules().stream()
        .filter(rule -> rule.has("alert"))
        .forEach(r -> names.add(r.get("alert").asText()));
    return names;
  }

  /** A metric is an exporter's, or recorded by a rule, or written by a duty. */
  private static void isMeasured(String expression) {
    var recorded = new HashSet<String>();
    rules().stream()
        .filter(rule -> rule.has("record"))
        .forEach(r -> recorded.add(r.get("record").asText()));
    var metrics =
        Pattern.compile("\\b((?:node|container|pg|traefik|vigie)[_:][a-zA-Z0-9_:]+|up)\\b")
            .matcher(expression.replaceAll("\"[^\"]*\"|(group_left|by) *\\([^)]*\\)", ""))
            .results()
            .map(metric -> metric.group(1))
            .toList();
    assertThat(metrics).as("the metrics of %s", expression).isNotEmpty();
    for (var metric : metrics) {
      if (metric.contains(":")) {
        assertThat(recorded).contains(metric);
      } else if (metric.startsWith("vigie_")) {
        assertThat(NodeFile.text("metrics.sh")).containsPattern("\\b" + metric + "[{ ]");
      } else {
        assertThat(EXPORTERS).contains(metric.replaceAll("_.*", ""));
      }
    }
  }
}
