# shellcheck shell=bash
# Duty: what only this node knows, as metrics that its exporter reads (node_exporter's documentation, "Textfile
# Collector").

metrics_directory=/var/lib/vigie/metrics
mkdir -p "$metrics_directory"

# publish_metrics NAME: the text on standard input, whole or not at all.
publish_metrics() {
  cat >"$metrics_directory/$1.new" && mv "$metrics_directory/$1.new" "$metrics_directory/$1.prom"
}

measure_duties() { echo "vigie_duties_done_timestamp_seconds $(date +%s)" | publish_metrics duties; }

# Of the manager: a node that is down says nothing itself.
measure_swarm() {
  {
    all_nodes | awk '{ if (!($2 in ready)) ready[$2] = 0; if ($3 == "ready") ready[$2] = 1 }
      END { for (node in ready) printf "vigie_swarm_node_ready{node=\"%s\"} %d\n", node, ready[node] }'
    docker service ls --format '{{.Name}} {{.Replicas}}' | awk '{ split($2, count, "/")
      printf "vigie_swarm_service_tasks_running{service=\"%s\"} %d\n", $1, count[1]
      printf "vigie_swarm_service_tasks_wanted{service=\"%s\"} %d\n", $1, count[2] }'
    docker service ls --quiet | xargs -r docker service inspect \
      --format '{{.Spec.Name}} {{with .UpdateStatus}}{{.State}}{{end}}' | awk '{
      printf "vigie_swarm_service_update_failed{service=\"%s\"} %d\n", $1, $2 ~ /paused|^rollback_/ }'
  } | publish_metrics swarm
}

# Of the database's machine: the bucket itself says what there is, six times an hour. A backup is its manifest.
measure_backups() {
  [[ -z $(find "$metrics_directory/backups.prom" -mmin -10 2>/dev/null) ]] || return 0
  local objects
  # shellcheck source=/dev/null
  . ./settings.conf
  objects=$(mktemp /run/vigie/objects-XXXXXX)
  if timeout 120 aws s3api list-objects-v2 --bucket "$BUCKET" --prefix "backups/$CLUSTER/" --output json \
    --query 'Contents[].[Key, LastModified, Size]' >"$objects"; then
    metrics_of_backups <"$objects" | publish_metrics backups
  else
    say "the backups could not be listed"
  fi
  measure_recovery "$objects"
  rm -f -- "$objects"
}

# measure_recovery FILE: what CheckHealth found, which FILE has room for. Where nobody looks there is nothing to tell.
measure_recovery() {
  local document
  for document in contents state; do
    timeout 60 aws s3api get-object --bucket "$BUCKET" --key "health/$document.json" "$1" >/dev/null 2>&1 || continue
    "metrics_of_$document" <"$1" | publish_metrics "health-$document"
  done
}

# A key is backups/CLUSTER/DATABASE/BACKUP/OBJECT. JSON writes a text between quotation marks as Prometheus does.
metrics_of_backups() {
  jq -r '[.[]? | {parts: (.[0] | split("/")), time: .[1], size: .[2]}] |
    [group_by(.parts[:4])[] | select(any(.[]; .parts[-1] == "manifest.json")) |
      {database: .[0].parts[2], bytes: (map(.size) | add),
       time: (.[] | select(.parts[-1] == "manifest.json").time | sub("(\\.[0-9]+)?([+]00:00|Z)$"; "Z") | fromdate)}] |
    group_by(.database)[] | max_by(.time) as $newest | ($newest.database | tojson) as $database |
    "vigie_backup_newest_timestamp_seconds{database=\($database)} \($newest.time)",
    "vigie_backup_newest_bytes{database=\($database)} \($newest.bytes)",
    "vigie_backups{database=\($database)} \(length)"'
  echo "vigie_backups_seen_timestamp_seconds $(date +%s)"
}

# Of the documents below health/ (docs/format.md). A name is written as it is in a key, as it is by the metrics above,
# and a subject without what only a terminal understands; durations are ISO 8601's, of hours and less.
health_words='
  def literally: gsub("!"; "%21") | gsub("~"; "%7e") | gsub("[*]"; "%2a") | gsub("\u0027"; "%27") | gsub("[(]"; "%28") |
    gsub("[)]"; "%29");
  def key_name: @uri | literally | sub("^[.]"; "%2e") | gsub("%(?<hex>..)"; "!" + (.hex | ascii_downcase));
  def shown: gsub("[[:cntrl:]]"; "?") | tojson;
  def moment: sub("[.][0-9]+Z$"; "Z") | fromdate;
  def seconds: capture("^PT((?<h>[0-9]+)H)?((?<m>[0-9]+)M)?((?<s>[0-9.]+)S)?$") |
    (.h // 0 | tonumber) * 3600 + (.m // 0 | tonumber) * 60 + (.s // 0 | tonumber);
'
metrics_of_contents() {
  jq -r --arg cluster "$CLUSTER" "$health_words"'
    (.databases[]? | select(.cluster == $cluster) | (.database | key_name | tojson) as $database |
      (.proved | values | "vigie_backup_verified_timestamp_seconds{database=\($database)} \(moment)"),
      (.restore | values | "vigie_restore_seconds{database=\($database)} \(seconds)")),
    (.promises[]? | select(.cluster == $cluster) | (.database | key_name | tojson) as $database |
      "vigie_backup_promised_age_seconds{database=\($database)} \(.rpo | seconds)",
      (.rto | values | "vigie_restore_promised_seconds{database=\($database)} \(seconds)"))'
}

# Of all that is looked at how many are how; by name those that are not well, as bad as they are: 1 unknown, 2 warns,
# 3 is broken.
metrics_of_state() {
  jq -r "$health_words"'
    {"OK": 0, "UNKNOWN": 1, "WARN": 2, "FAIL": 3} as $bad |
    [.watched[]?.seen.finding] as $findings |
    ($bad | keys_unsorted[] as $health |
      "vigie_health_findings{health=\($health | ascii_downcase | tojson)} " +
        ([$findings[] | select(.health == $health)] | length | tostring)),
    ($findings | map(select(.health != "OK")) | sort_by(-$bad[.health])[:200][] |
      "vigie_health_unwell{check=\(.check | shown),subject=\(.subject | shown)} \($bad[.health])"),
    "vigie_health_seen_timestamp_seconds \(.lookedAt | moment)"'
}
