# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # a container's shell expands; what lab/lib.sh, lab/stacks.sh and lab/cluster/lib.sh set
# Sourced by lab/test: what changes under a Swarm that runs, and three managers.

# deploy_with FILTER: deploys with the settings that jq makes of those in cdk.json.
deploy_with() {
  local work=$lab_directory/settings
  mkdir -p "$work"
  jq "$1 | .app = \"sh $lab_home/cdk/app\"" cdk.json >"$work/cdk.json" &&
    (cd "$work" && "$lab_home/node_modules/.bin/cdk" synth --quiet --output "$lab_directory/assembly" \
      -c "bucketSuffix=$suffix" --no-notices --no-color </dev/null) &&
    # The emulator has lost the values of parameters that a stack was made with.
    deploy --all --no-previous-parameters
}

# with_applications COUNT: such a filter, with the private image and three managers.
with_applications() {
  printf '.context.vigie.infra |= (.application = {count: %s, image: "%s", registrySecret: "registry"} |
    .swarm = {managers: 3})' "$1" "$private_image"
}

keep_registry_secret() {
  ask secretsmanager create_secret \
    '{"Name": "registry", "SecretString": "{\"username\": \"deploy\", \"password\": \"what nobody reads\"}"}'
}

# runs_private_image COUNT: on so many nodes, and no other.
runs_private_image() {
  in_node traefik docker service ps nocodb_nocodb --filter desired-state=running \
    --format '{{.Image}} {{.CurrentState}}' | awk '{ print $1, $2 }' | sort | uniq -c | awk '{ print $1, $2, $3 }' |
    diff - <(echo "$1 $private_image Running")
}

nothing_left_of_the_login() {
  in_node traefik bash -c '! compgen -G "/run/vigie/registry-*" && ! test -e /root/.docker/config.json' &&
    ! in_node traefik journalctl -b | grep -F 'what nobody reads'
}

# logged NODE WORDS: CloudWatch Logs has them in the stream of the node.
logged() {
  ask logs get_log_events "{\"logGroupName\": \"/vigie/$project/nodes\", \"logStreamName\": \"$project-$1\",
    \"startFromHead\": true}" 'events[].message' | grep -F "$2"
}

all_logged() {
  local name
  for name in "${members[@]}"; do
    logged "$name" "vigie: setting the host's name" && logged "$name" "vigie: all duties done" || return
  done
}

# While the manager waits for a deployment, it would not look at the secrets again for ten minutes.
new_password() {
  await 600 does traefik "all duties done" || return
  before=$(current_secret database-password)
  ask secretsmanager put_secret_value \
    "{\"SecretId\": \"/vigie/$project/database-password\", \"SecretString\": \"AnotherOne2\"}" &&
    in_node traefik rm -f /var/lib/vigie/stacks/node
}

current_secret() { ask secretsmanager get_secret_value "{\"SecretId\": \"/vigie/$project/$1\"}" SecretString; }

# Over the network, where PostgreSQL asks for the password.
takes_password() {
  local container
  container=$(in_node database-1 docker ps --quiet --filter name=postgres_database)
  in_node database-1 docker exec --env "PGPASSWORD=$1" "$container" \
    bash -c 'psql -XAtq -h "$(hostname -i | cut -d " " -f 1)" -U postgres -c "select 1"'
}

refuses_password() { ! takes_password "$1" && takes_password "$2"; }

old_secrets_are_gone() {
  [[ $(in_node traefik docker secret ls --format '{{.Name}}' | grep -c '^database-password-') -eq 1 ]]
}

managers() {
  in_node "${1:-traefik}" docker node ls --filter role=manager --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}' |
    sed 's/Leader/Reachable/' | LC_ALL=C sort
}

three_managers() {
  managers traefik | diff - <(printf "$project-%s Ready Reachable\n" application-1 monitoring traefik)
}

# told_by NODE: what its duties said since its start.
told_by() { in_node "$1" journalctl -b -o short --no-pager | grep -F 'vigie: '; }

all_in_the_same_swarm() {
  local now
  now=$(swarm_id)
  [[ $now == "$1" ]] || { echo "the Swarm is ${now:-none}, and was $1" && told_by traefik && return 1; }
  all_labelled
}

manager_checks() {
  local before
  check "CloudWatch Logs has what every machine said" await 300 all_logged

  check "an update that fails" in_node traefik docker service update --detach --quiet \
    --image nocodb/nocodb:no-such nocodb_nocodb
  check "is taken back, and the manager says so" await 600 does traefik "nocodb_nocodb was rolled back"
  check "and why" await 60 does traefik "no-such"

  check "a secret for the registry" keep_registry_secret
  check "a deployment with an image from there, and three managers" deploy_with "$(with_applications 2)"
  check "runs it on every node of the application" await 900 runs_private_image 2
  check "with nothing left of the login" nothing_left_of_the_login
  check "the note is still there" await 300 read_note "written before"

  check "a new password for PostgreSQL" new_password
  check "becomes its own, and the old one is refused" await 600 refuses_password "$before" "AnotherOne2"
  check "and the note can be read with it" await 600 read_note "written before"
  check "the Swarm forgets the secret before" await 600 old_secrets_are_gone

  check "two workers have become managers" await 600 three_managers
  before=$(swarm_id)
  check "the first manager is lost, disk and all, and made anew" replace traefik
  check "it returns to the Swarm that the others kept" await 600 all_in_the_same_swarm "$before"
  check "there are three managers again" await 600 three_managers
  check "every task runs on the node of its label again" await 600 placed
  check "the note is still there after that" await 300 read_note "written before"

  check "one more node for the application" deploy_with "$(with_applications 3)"
  check "boots" boot application-3
  check "and runs it" await 900 runs_private_image 3
  check "the database's machine is stopped and started, as for a larger type" reboot database-1
  check "and the note is there" await 600 read_note "written before"
}
