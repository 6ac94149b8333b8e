# shellcheck shell=bash
# shellcheck disable=SC2016 # a rule's backquotes are Traefik's
# shellcheck disable=SC2153 # settings.conf has NOCODB_IMAGE and NOCODB_REPLICAS
# Duty: the stacks run as their files say, and are waited for.

stacks=(postgres nocodb traefik)
deployed=/var/lib/vigie/stacks # what each stack was deployed from last

# Asking Secrets Manager costs seconds of this small machine, so that is done when something else changed, and
# each ten minutes.
deploy_stacks() {
  local stack
  mkdir -p "$deployed"
  ! stacks_are_fresh || return 0
  say "looking at the secrets"
  settings_of_stacks
  for stack in "${stacks[@]}"; do
    deploy_stack "$stack"
  done
  await_services
  publish_recovery
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
  NOCODB_RULE='PathPrefix(`/`)'
  NOCODB_URL=
  if [[ -n $DOMAIN ]]; then
    CERTIFICATE_RESOLVER=letsencrypt
    NOCODB_RULE="Host(\`$DOMAIN\`)"
    NOCODB_URL=https://$DOMAIN
  fi
  export DATABASE_PASSWORD JWT_SECRET CONNECTION_KEY CERTIFICATE_RESOLVER NOCODB_RULE NOCODB_URL
  export NOCODB_IMAGE NOCODB_REPLICAS
}

# deploy_stack NAME: unless file and settings are those of the last time. An update to what is there already
# would still count as one.
deploy_stack() {
  local wanted
  wanted=$({
    cat "stacks/$1.yml"
    docker info --format '{{.Swarm.Cluster.ID}}'
    env | grep -E '^(DATABASE_PASSWORD|JWT_SECRET|CONNECTION_KEY|CERTIFICATE_RESOLVER|NOCODB_[A-Z]+)=' | LC_ALL=C sort
  } | sha256sum)
  [[ $(cat "$deployed/$1" 2>/dev/null) != "$wanted" ]] || return 0
  say "deploying the stack $1"
  timeout 300 docker stack deploy --prune --with-registry-auth --compose-file "stacks/$1.yml" "$1" >/dev/null
  echo "$wanted" >"$deployed/$1"
}

# Nodes join while this waits, and are labelled, or their services would never find a place. While the
# database's machine restores its data, the time for the services has not begun; but CloudFormation has its
# own bound, so that after 100 minutes the word is given without them.
await_services() {
  local end=$((SECONDS + 1200)) last=$((SECONDS + 6000)) late data
  until late=$(services_run); do
    [[ $late != *"rolled back"* && $late != *"paused"* ]] || fail "$late"
    ((SECONDS < end)) || fail "waited 1200 s in vain: $late"
    data=$([[ $late != *postgres_database* ]] || data_state)
    case $data in
    failed*) fail "the data is not there, and the application stays down: $data" ;;
    restoring*)
      ((SECONDS < last)) || { say "still $data; the application starts when it is done" && return; }
      end=$((SECONDS + 1200))
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

# Whether every service runs as it should; prints what is late.
services_run() {
  local late=()
  mapfile -t late < <(
    docker service ls --format '{{.Name}} {{.Replicas}}' | awk '{ split($2, count, "/") }
      count[1] != count[2] { print $1 " has " count[1] " of " count[2] " tasks" }'
    docker service ls --quiet | xargs -r docker service inspect \
      --format '{{.Spec.Name}} {{with .UpdateStatus}}{{.State}}{{end}}' | awk '
      $2 == "updating" || $2 == "rollback_started" { print $1 " is being updated" }
      $2 == "rollback_completed" { print $1 " was rolled back: its update failed" }
      $2 == "paused" || $2 == "rollback_paused" { print $1 " is paused: its update failed" }'
  )
  ((${#late[@]})) || return 0
  printf '%s; ' "${late[@]}"
  return 1
}
