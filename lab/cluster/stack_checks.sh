# shellcheck shell=bash
# shellcheck disable=SC2154 # what lab/lib.sh, lab/stacks.sh and lab/cluster/lib.sh set
# Sourced by lab/test: what the stacks do on the Swarm.

# Every running task: its service and its node.
placement() {
  in_node traefik bash -euc "docker service ls --quiet | xargs docker service ps --filter desired-state=running \
    --format '{{.Name}} {{.Node}} {{.CurrentState}}' | awk '{ sub(/\.[^ ]+/, \"\", \$1); print \$1, \$2, \$3 }' |
    LC_ALL=C sort"
}

placed() {
  local node
  placement | diff - <({
    for node in application-1 application-2 database-1 monitoring traefik; do
      printf '%s\n' "monitoring_cadvisor $project-$node Running" "monitoring_node-exporter $project-$node Running"
    done
    printf '%s\n' "nocodb_nocodb $project-application-1 Running" "nocodb_nocodb $project-application-2 Running" \
      "postgres_database $project-database-1 Running" "traefik_traefik $project-traefik Running"
    printf "%s $project-monitoring Running\n" monitoring_{alertmanager,grafana,postgres-exporter,prometheus}
  } | LC_ALL=C sort)
}

# The data is in files that outlive the container, on the volume and nowhere else.
data_is_on_the_volume() { in_node database-1 test -s /srv/vigie/postgresql/17/PG_VERSION; }

no_secret_in_services() {
  local password
  password=$(ask secretsmanager get_secret_value "{\"SecretId\": \"/vigie/$project/database-password\"}" SecretString)
  [[ ${#password} -eq 48 ]] &&
    ! in_node traefik bash -c 'docker service ls --quiet | xargs docker service inspect; journalctl -b' |
      grep -F "$password"
}

stack_checks() {
  check "every task runs on the node of its label" await 300 placed
  check "HTTP leads to HTTPS" redirected
  check "the application answers through the reverse proxy" await 300 web /api/v1/health
  check "the first user of NocoDB signs up" await 60 sign_up
  check "and makes a table" await 60 make_table
  check "writes a note" await 60 write_note "written before"
  check "and reads it" read_note "written before"
  check "the data is on the volume" data_is_on_the_volume
  check "no service and no log shows the password" no_secret_in_services
}
