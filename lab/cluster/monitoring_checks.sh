# shellcheck shell=bash
# shellcheck disable=SC2154 # what lab/lib.sh, lab/stacks.sh and lab/cluster/lib.sh set
# Sourced by lab/test: what the stack of monitoring sees of the Swarm.

node_files=cdk/src/main/resources/dev/vigie/cdk/node

# checked_by_tools: what Prometheus' own tools make of the files, as the images have them.
checked_by_tools() {
  local base=$cluster_cache/base work=$lab_directory/monitoring
  mkdir -p "$work"
  cp "$node_files"/monitoring/*.* "$cluster/rules_test.yml" "$work"
  sed -i "s|/etc/prometheus/||" "$work/prometheus.yml"
  sed -i "s|@ALERT_TOPIC@|arn:aws:sns:$AWS_REGION:$account:t|; s|@REGION@|$AWS_REGION|; s|/etc/alertmanager/||" \
    "$work/alertmanager.yml"
  "$base/usr/bin/promtool" check config "$work/prometheus.yml" &&
    "$base/usr/bin/promtool" test rules "$work/rules_test.yml" &&
    "$base/usr/bin/amtool" check-config "$work/alertmanager.yml"
}

# health_is_measured: what the database's machine makes of the documents below health/, also of names that try to break
# a line or a label.
health_is_measured() (
  # shellcheck disable=SC2317 # metrics.sh makes a node's directory
  mkdir() { :; }
  # shellcheck source=cdk/src/main/resources/dev/vigie/cdk/node/metrics.sh disable=SC1091
  . "$node_files/metrics.sh"
  # shellcheck disable=SC2034 # of metrics.sh
  CLUSTER=main
  diff <(metrics_of_contents <<<'{"databases": [{"cluster": "main", "database": ".My DB*\u0027", "restore": "PT1M35.25S",
      "proved": "2026-11-23T02:00:01.500Z"}, {"cluster": "other", "database": "x", "proved": "2026-11-23T02:00:01Z"}],
      "promises": [{"cluster": "main", "database": "db", "rpo": "PT26H", "rto": "PT1H30M"}]}') - <<'END' &&
vigie_backup_verified_timestamp_seconds{database="!2eMy!20DB!2a!27"} 1795399201
vigie_restore_seconds{database="!2eMy!20DB!2a!27"} 95.25
vigie_backup_promised_age_seconds{database="db"} 93600
vigie_restore_promised_seconds{database="db"} 5400
END
    diff <(metrics_of_state <<<'{"lookedAt": "2026-11-23T02:00:01.5Z", "watched": [
      {"seen": {"finding": {"check": "disk", "subject": "a", "health": "OK", "reason": ""}}},
      {"seen": {"finding": {"check": "https", "subject": "a\n\u001b\"\\", "health": "FAIL", "reason": "b"}}}]}') - <<'END'
vigie_health_findings{health="ok"} 1
vigie_health_findings{health="unknown"} 0
vigie_health_findings{health="warn"} 0
vigie_health_findings{health="fail"} 1
vigie_health_unwell{check="https",subject="a??\"\\"} 3
vigie_health_seen_timestamp_seconds 1795399201
END
)

# prometheus PATH [OPTIONS]: asks Prometheus from inside, as Grafana does.
prometheus() {
  local path=$1 container
  shift
  container=$(in_node monitoring docker ps --quiet --filter name=monitoring_prometheus --filter health=healthy)
  in_node monitoring docker exec "$container" wget -q -O - "$@" "http://127.0.0.1:9090/api/v1/$path"
}

# value EXPRESSION: the values that it has now, one a line.
value() {
  prometheus "query?query=$(jq -rn --arg text "$1" '$text | @uri')" | jq -er '.data.result[] | .value[1]'
}

# Of every job at least one target, and all of them up.
all_targets_are_up() {
  local jobs
  jobs=$(prometheus targets | jq -r '.data.activeTargets[] | .labels.job + " " + .health' | LC_ALL=C sort | uniq -c |
    awk '{ print $2, $3, $1 }')
  echo "$jobs"
  diff <(echo "$jobs") <(printf '%s\n' "alertmanager up 1" "container up 5" "node up 5" "postgresql up 1" \
    "prometheus up 1" "traefik up 1")
}

nodes_are_named() {
  value 'count by (nodename) (node:memory_available:ratio)' >/dev/null &&
    diff <(prometheus "query?query=node:memory_available:ratio" | jq -r '.data.result[].metric.nodename' |
      LC_ALL=C sort) <(printf "$project-%s\n" application-1 application-2 database-1 monitoring traefik)
}

# Alertmanager listens where only its own machine reaches it, and knows the topic.
alertmanager() { in_node monitoring curl -sSf -m 5 "http://100.65.255.1:9093/api/v2/$1"; }

knows_the_topic() {
  alertmanager status | jq -er .config.original | grep -F "arn:aws:sns:$AWS_REGION:$account:vigie-$project-alerts"
}

# has_alert NAME: Prometheus has told Alertmanager.
has_alert() { alertmanager alerts | jq -er --arg name "$1" '.[] | select(.labels.alertname == $name)'; }

not_public() {
  local address port
  address=$(address_of monitoring) || return
  # Of what the machine's own address offers, everything is Grafana's or the Swarm's.
  for port in 9090 9093 9100 9187 8080; do
    ! curl -s -m 2 -o /dev/null "http://$address:$port/" || return 1
  done
}

monitoring_checks() {
  check "Prometheus' own tools find no fault in the files, and the alerts ring when they should" checked_by_tools
  check "what CheckHealth found becomes metrics, whatever the names" health_is_measured
  check "Prometheus reaches every target" await 300 all_targets_are_up
  check "and knows each machine by its name" await 300 nodes_are_named
  panel_checks
  check "the manager's metrics of the Swarm are there" await 300 value \
    'vigie_swarm_service_tasks_running{service="nocodb_nocodb"} == 2'
  check "Grafana answers for Session Manager" in_node monitoring curl -sSf -m 5 http://127.0.0.1:3000/api/health
  check "nothing else of it has an address outside" not_public
  check "Alertmanager publishes to the operations stack's topic" knows_the_topic
}
