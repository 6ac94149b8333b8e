# shellcheck shell=bash
# shellcheck disable=SC2154 # what lab/lib.sh, lab/cluster/lib.sh and lab/cluster/monitoring_checks.sh set
# Sourced by lab/test: whether Grafana's panels show anything. Grafana itself is not here; what its panels ask,
# Prometheus is asked, in the way in which they ask it. No dashboard has variables.

boards=(backups hosts postgresql swarm traefik)

# queries BOARD: of its panels, one a line: its name, how it is asked, and the expression.
queries() {
  jq -r --arg board "$1" '.panels[] | .title as $title | .targets[] |
    ["\($board): \($title) (\(.refId))", (if .instant then "query" else "query_range" end), .expr] | @tsv' \
    "$node_files/monitoring/dashboards/$1.json"
}

# silent ASK BOARD: the names of its queries to which the command ASK gets no number. A graph's are asked for ten
# minutes, with a step of what the data source has for an interval (Grafana's documentation, "Query options").
silent() {
  local ask=$1 board=$2 name way expression path now
  now=$(date +%s)
  while IFS=$'\t' read -r name way expression; do
    path="$way?query=$(jq -rn --arg text "$expression" '$text | @uri')"
    [[ $way == query ]] || path+="&start=$((now - 600))&end=$now&step=30"
    "$ask" "$path" | jq -e '[.data.result[] | .value // empty, .values[]?] | any(.[1] != "NaN")' >/dev/null ||
      echo "$name"
  done < <(queries "$board")
}

# known_silent BOARD: the names of its queries that have no answer in the lab.
known_silent() { sed -n "/^$1: /s/): .*/)/p" "$cluster/silent_panels.txt"; }

# all_but_the_known_answer BOARD: in the Swarm.
all_but_the_known_answer() { diff <(silent prometheus "$1") <(known_silent "$1"); }

# health_is_found: CheckHealth looks, and the database's machine measures again what is in the bucket.
health_is_found() {
  function_of_vigie CheckHealth <<<'{}' && in_node database-1 rm -f /var/lib/vigie/metrics/backups.prom
}

# sample_exporter JOB PORT: exports the samples of the job, as the node's exporter reads files.
sample_exporter() {
  "$cluster_cache/base/usr/bin/prometheus-node-exporter" --web.listen-address="127.0.0.1:$2" \
    --collector.disable-defaults --collector.textfile --collector.textfile.directory="$lab_directory/samples/$1" \
    2>>"$lab_directory/samples.log" &
}

# The machine's own metrics are by the duty that writes them.
write_samples() (
  local job
  for job in node container traefik; do
    mkdir -p "$lab_directory/samples/$job"
  done
  cp "$cluster/samples/container.prom" "$lab_directory/samples/container/"
  cp "$cluster/samples/traefik.prom" "$lab_directory/samples/traefik/"
  # shellcheck disable=SC2317 # metrics.sh makes a node's directory
  mkdir() { :; }
  # shellcheck source=cdk/src/main/resources/dev/vigie/cdk/node/metrics.sh disable=SC1091
  . "$node_files/metrics.sh"
  # shellcheck disable=SC2034 # of metrics.sh
  CLUSTER=main
  metrics_of_contents >"$lab_directory/samples/node/health.prom" <<<'{
    "databases": [{"cluster": "main", "database": "db", "restore": "PT2M", "proved": "2026-11-23T02:00:01Z"}],
    "promises": [{"cluster": "main", "database": "db", "rpo": "PT26H", "rto": "PT1H"}]}'
)

# Counters that stand still have no ratio.
samples_grow() {
  local file
  for file in "$lab_directory"/samples/*/*.prom; do
    awk '/^[a-z_]*_(total|bucket)[{]/ { $NF = $NF * 1.1 } { print }' "$file" >"$file.new" && mv "$file.new" "$file" ||
      return
  done
}

# The Swarm's own settings, with the samples for targets and more haste.
sample_settings() {
  "$lab_python" -c 'import sys, yaml
ports = {"node": 19101, "container": 19102, "traefik": 19103}
settings = yaml.safe_load(sys.stdin)
jobs = [job for job in settings["scrape_configs"] if job["job_name"] in ports]
for job in jobs:
    del job["dns_sd_configs"]
    job["static_configs"] = [{"targets": ["127.0.0.1:%d" % ports[job["job_name"]]]}]
print(yaml.safe_dump({"global": {"scrape_interval": "1s"}, "scrape_configs": jobs}))' \
    <"$node_files/monitoring/prometheus.yml"
}

sampled() { curl -sSf -m 5 "http://127.0.0.1:19100/api/v1/$1"; }

no_sample_is_silent() {
  local board found=
  samples_grow || return
  for board in "${boards[@]}"; do
    found+=$(comm -12 <(silent sampled "$board" | LC_ALL=C sort) <(known_silent "$board" | LC_ALL=C sort))
  done
  [[ -z $found ]] || { echo "$found" && return 1; }
}

# samples_answer: to each query that is known to be silent in the Swarm. Prometheus and the exporters are of this
# check alone, and end with it.
samples_answer() (
  local servers=() status
  write_samples && sample_settings >"$lab_directory/samples/prometheus.yml" || return
  sample_exporter node 19101
  servers+=($!)
  sample_exporter container 19102
  servers+=($!)
  sample_exporter traefik 19103
  servers+=($!)
  "$cluster_cache/base/usr/bin/prometheus" --config.file="$lab_directory/samples/prometheus.yml" \
    --storage.tsdb.path="$lab_directory/samples/data" --web.listen-address=127.0.0.1:19100 \
    2>>"$lab_directory/samples.log" &
  servers+=($!)
  await 60 no_sample_is_silent
  status=$?
  kill "${servers[@]}"
  wait "${servers[@]}"
  return "$status"
)

panel_checks() {
  local board
  check "what the panels ask that no machine here measures is answered by samples" samples_answer
  check "CheckHealth looks at the backup" health_is_found
  for board in "${boards[@]}"; do
    check "every other query of the dashboard $board has an answer" await 300 all_but_the_known_answer "$board"
  done
}
