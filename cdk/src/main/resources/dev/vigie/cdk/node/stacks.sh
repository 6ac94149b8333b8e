# shellcheck shell=bash
# shellcheck disable=SC2016 # a rule's backquotes are Traefik's
# shellcheck disable=SC2153 # settings.conf has NOCODB_IMAGE, NOCODB_REPLICAS and MONITORING_DOMAIN
# Duty: the stacks run as their files say, and are waited for.

stacks=(traefik monitoring postgres nocodb)
deployed=/var/lib/vigie/stacks # what each stack was deployed from last
services_end=0                 # when it is in vain to wait any longer
restore_end=0                  # when a restore is waited for no longer

# Asking Secrets Manager costs seconds of this small machine, so that is done when something else changed, and
# each ten minutes.
deploy_stacks() {
  local stack
  mkdir -p "$deployed"
  ! stacks_are_fresh || return 0
  say "looking at the secrets"
  settings_of_stacks
  services_end=$((SECONDS + 1200))
  restore_end=$((SECONDS + 6000))
  for stack in "${stacks[@]}"; do
    deploy_stack "$stack"
    # Before its clients get a new password it must be PostgreSQL's, too.
    [[ $stack != postgres ]] || await_services --filter label=com.docker.stack.namespace=postgres
  done
  await_services
  publish_recovery
  forget_unused
  digest_of_node >"$deployed/node"
}

stacks_are_fresh() {
  [[ $(cat "$deployed/node" 2>/dev/null) == "$(digest_of_node)" && -z $(find "$deployed/node" -mmin +10) ]] &&
    services_run >/dev/null
}

# The files' place names their digest, settings and all; a new Swarm has no stacks.
digest_of_node() {
  readlink /opt/vigie/node
  docker info --format '{{.Swarm.Cluster.ID}}'
}

# What the stacks' files leave open.
settings_of_stacks() {
  # shellcheck source=/dev/null
  . ./settings.conf
  DATABASE_PASSWORD=$(share_secret database-password)
  JWT_SECRET=$(share_secret jwt-secret)
  CONNECTION_KEY=$(share_secret connection-key)
  CERTIFICATE_RESOLVER=
  [[ -z $DOMAIN$MONITORING_DOMAIN ]] || CERTIFICATE_RESOLVER=letsencrypt
  NOCODB_RULE='PathPrefix(`/`)'
  NOCODB_URL=
  if [[ -n $DOMAIN ]]; then
    NOCODB_RULE="Host(\`$DOMAIN\`)"
    NOCODB_URL=https://$DOMAIN
  fi
  export DATABASE_PASSWORD JWT_SECRET CONNECTION_KEY CERTIFICATE_RESOLVER NOCODB_RULE NOCODB_URL
  export NOCODB_IMAGE NOCODB_REPLICAS
  REGISTRY_VERSION=
  [[ -z $REGISTRY_SECRET ]] || REGISTRY_VERSION=$(current_version "$REGISTRY_SECRET")
  export REGISTRY_VERSION
  settings_of_monitoring
}

# deploy_stack NAME: unless file and settings are those of the last time. An update to what is there already
# would still count as one.
deploy_stack() {
  local wanted through=()
  wanted=$({
    cat "stacks/$1.yml"
    docker info --format '{{.Swarm.Cluster.ID}}'
    grep -o '${[A-Z_]*}' "stacks/$1.yml" | tr -d '${}' | LC_ALL=C sort -u | xargs -r printenv || true
  } | sha256sum)
  [[ $(cat "$deployed/$1" 2>/dev/null) != "$wanted" ]] || return 0
  say "deploying the stack $1"
  [[ $1 != nocodb ]] || through=(with_registry)
  "${through[@]}" timeout 300 docker stack deploy --prune --with-registry-auth --compose-file "stacks/$1.yml" "$1" \
    >/dev/null
  echo "$wanted" >"$deployed/$1"
}

# await_services [FILTER...]: nodes join while this waits, and are labelled, or their services would never find a
# place. While the database's machine restores its data, the time for the services has not begun; but
# CloudFormation has its own bound, so that after 100 minutes the word is given without them.
await_services() {
  local late data
  until late=$(services_run "$@"); do
    [[ $late != *"rolled back"* && $late != *"paused"* ]] || fail "$late$(errors_of "$late")"
    ((SECONDS < services_end)) || fail "waited 1200 s in vain: $late$(errors_of "$late")"
    data=$([[ $late != *postgres_database* ]] || data_state)
    case $data in
    failed*) fail "the data is not there, and the application stays down: $data" ;;
    restoring*)
      ((SECONDS < restore_end)) || { say "still $data; the application starts when it is done" && return; }
      services_end=$((SECONDS + 1200))
      ;;
    esac
    say "waiting: $late$data"
    sleep 3
    label_nodes
  done
}

# What the database's machine says of its data, unless that is older than two minutes.
data_state() {
  local at words
  read -r at words < <(parameter database/state) || return 0
  (($(date +%s) - at > 120)) || echo "$words"
}

# services_run [FILTER...]: whether every service runs as it should; prints what is late. A global service whose
# every task is refused wants none any more.
services_run() {
  local late=()
  mapfile -t late < <(
    docker service ls "$@" --format '{{.Name}} {{.Replicas}} {{.Mode}}' | awk '{ split($2, count, "/") }
      count[1] != count[2] || count[1] == 0 && $NF == "global" { print $1 " has " count[1] " of " count[2] " tasks" }'
    docker service ls "$@" --quiet | xargs -r docker service inspect \
      --format '{{.Spec.Name}} {{with .UpdateStatus}}{{.State}}{{end}}' | awk '
      $2 == "updating" || $2 == "rollback_started" { print $1 " is being updated" }
      $2 == "rollback_completed" { print $1 " was rolled back: its update failed" }
      $2 == "paused" || $2 == "rollback_paused" { print $1 " is paused: its update failed" }'
  )
  ((${#late[@]})) || return 0
  printf '%s; ' "${late[@]}"
  return 1
}

# errors_of LATE: why, of each service that is named there: what its newest task that failed says.
errors_of() {
  local service error
  while read -r service _; do
    error=$(docker service ps --no-trunc --quiet "$service" |
      xargs -r docker inspect --format '{{json .CreatedAt}} {{.Status.Err}}' | LC_ALL=C sort -r |
      awk 'NF > 1 && !said { sub(/^[^ ]* /, ""); print; said = 1 }')
    [[ -z $error ]] || printf '%s: %s; ' "$service" "$error"
  done < <(printf '%s' "${1//; /$'\n'}")
}
