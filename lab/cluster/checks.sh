# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # a node's shell expands; what lab/lib.sh, lab/stacks.sh and lab/cluster/lib.sh set
# Sourced by lab/test: the Swarm that the nodes form, and what it goes through.

members=(traefik application-1 application-2 database-1 monitoring)
workers=(application-1 application-2 database-1 monitoring)

boot_all() {
  local name
  for name; do
    boot "$name" || return
  done
}

doing() { cat "${node_disk[$1]}/upper/run/vigie/doing" 2>/dev/null || in_node "$1" cat /run/vigie/doing; }

does() {
  local told
  told=$(doing "$1") && echo "$told" && [[ $told == *"$2"* ]]
}

# wait_for_signals NODE...: until each has told CloudFormation how it went, and that it went well.
wait_for_signals() {
  local name
  for name; do
    await 900 has_signalled "$name" || return
    succeeded "$name" || return
  done
}

# Host name, state and label of every node of the Swarm, sorted.
swarm_nodes() {
  in_node traefik bash -euc "docker node ls --quiet | xargs docker node inspect --format \
    '{{.Description.Hostname}} {{.Status.State}} {{index .Spec.Labels \"role\"}}' | LC_ALL=C sort"
}

all_labelled() {
  swarm_nodes | diff - <(
    printf '%s\n' "$project-application-1 ready application" "$project-application-2 ready application" \
      "$project-database-1 ready database" "$project-monitoring ready monitoring_group" \
      "$project-traefik ready infra"
  )
}

# What the duties made, with the ids and versions that would change if they made it again.
made() {
  local name
  in_node traefik bash -euc 'docker info --format "{{.Swarm.Cluster.ID}}"
    docker node ls --quiet | xargs docker node inspect --format "{{.ID}} {{.Version.Index}}" | LC_ALL=C sort
    docker network ls --no-trunc --quiet --filter driver=overlay | LC_ALL=C sort
    docker service ls --quiet | xargs -r docker service inspect --format "{{.ID}} {{.Version.Index}}" | LC_ALL=C sort'
  ask ssm get_parameters_by_path "{\"Path\": \"/vigie/$project\", \"Recursive\": true}" \
    'sort_by(Parameters, &Name)[].[Name, Version]'
  for name in "${members[@]}"; do
    in_node "$name" bash -euc 'systemctl show docker.service --property MainPID,ExecMainStartTimestamp
      find /etc/vigie /etc/docker /etc/systemd/system /opt/vigie -type f -exec sha256sum {} + | LC_ALL=C sort'
  done
}

run_user_data_again() {
  local name
  for name; do
    in_node "$name" bash /var/lib/cloud/instance/scripts/part-001 || return
  done
}

# unchanged_by COMMAND...: runs it, and compares what was made before and after.
unchanged_by() {
  made >"$lab_directory/made" && "$@" && made | diff "$lab_directory/made" -
}

reboot() { stop "$1" && start "$1" && await 600 is_booted "$1"; }

is_booted() { does "$1" "all duties done"; }

offer() { ask ssm get_parameter "{\"Name\": \"/vigie/$project/swarm/worker-join-token\", \"WithDecryption\": true}" "Parameter.$1"; }

offer_is_secure() { [[ $(offer Type) == SecureString ]]; }

no_secret_in_user_data() {
  local name
  for name in "${members[@]}"; do
    ! grep -iE 'SWMTKN|password|secret' "${node_disk[$name]}/user-data" || return 1
  done
}

rotate_token() { in_node traefik docker swarm join-token --rotate --quiet worker; }

token_is_published() { [[ $(offer Value) == "$(in_node traefik docker swarm join-token --quiet worker) "* ]]; }

data_is_mounted() { in_node database-1 findmnt --noheadings --output FSTYPE,TARGET /srv/vigie; }

write_mark() { in_node database-1 bash -c 'date +%s%N >/srv/vigie/mark; cat /srv/vigie/mark'; }

# A machine that takes another's place has a disk of its own, and the other's volume.
replace() { lose "$1" && boot "$1"; }

member_id() { in_node "$1" docker info --format '{{.Swarm.NodeID}}'; }

# is_another NODE ID: the machine of this name is a member by another id.
is_another() {
  local id
  id=$(member_id "$1") && [[ -n $id && $id != "$2" ]]
}

both_are_others() { is_another application-2 "$1" && is_another database-1 "$2" && all_labelled; }

swarm_id() { in_node traefik docker info --format '{{.Swarm.Cluster.ID}}'; }

all_in_another_swarm() { [[ $(swarm_id) != "$1" ]] && all_labelled; }

# As Docker leaves them where it ends badly: in the machine's own namespace, and in one that a process keeps.
leave_tunnels() {
  in_node application-2 systemd-run --quiet --unit=leftover --property=Type=exec --property=PrivateNetwork=yes \
    sleep infinity &&
    in_node application-2 sh -ec 'ip link add vx-left type vxlan id 5000 dstport 4789
      ip link add vx-kept type vxlan id 5001 dstport 4789
      ip link set vx-kept netns "$(systemctl show --property=MainPID --value leftover)"'
}

tunnels_are_gone() {
  in_node application-2 sh -ec 'kept="nsenter --target $(systemctl show --property=MainPID --value leftover) --net"
    $kept ip link show lo
    test -z "$(ip link show vx-left 2>/dev/null; $kept ip link show vx-kept 2>/dev/null)"'
}

swarm_checks() {
  local before other
  required "the app synthesises" synthesise "$lab_directory/assembly"
  required "cdk bootstrap" cdk bootstrap "aws://$account/$AWS_REGION" --app "$lab_directory/assembly"
  required "cdk deploy of all stacks" deploy_all

  required "the workers boot, before there is a manager" boot_all "${workers[@]}"
  check "and wait for its token" await 300 does database-1 "the manager publishes a token"
  required "the manager boots" boot traefik
  required "every node tells CloudFormation that it is ready" wait_for_signals "${members[@]}"
  required "the Swarm has every node, labelled by its name" await 300 all_labelled
  check "the token is in a SecureString" offer_is_secure
  check "no user data holds a secret" no_secret_in_user_data
  check "the data volume is formatted and mounted" await 300 data_is_mounted
  stack_checks
  check "PostgreSQL began from nothing, for the bucket held none" begun_from_nothing
  check "the database's node has the deployment's runner" runner_is_of_the_deployment
  check "a file is uploaded" await 60 upload "uploaded before"
  check "and is there on every node of the application" upload_is_shared "uploaded before"
  required "a backup is made by StartBackup, the document and the runner" back_up
  check "a note is written behind it" await 60 write_note "written later"
  monitoring_checks
  check "the user data, run again, changes nothing" unchanged_by run_user_data_again traefik application-1 database-1

  check "a token that was rotated" rotate_token
  check "is published" await 300 token_is_published
  check "the manager is rebooted" reboot traefik
  check "and the Swarm is the same" await 300 all_labelled

  check "a mark is written on the data volume" write_mark
  before=$(member_id application-2)
  other=$(member_id database-1)
  check "a worker is lost and replaced" replace application-2
  check "the database's machine is lost and replaced" replace database-1
  check "they join, and the ones before are forgotten" await 600 both_are_others "$before" "$other"
  check "the mark is still there" await 300 in_node database-1 cat /srv/vigie/mark
  check "and the note, for a volume with data is left as it is" await 600 read_note "written later"

  before=$(swarm_id)
  check "a worker has tunnels that nothing uses" leave_tunnels
  check "the manager is lost, disk and all, and made anew" replace traefik
  check "every worker leaves the dead Swarm for the new one" await 600 all_in_another_swarm "$before"
  check "and has no tunnel of the old one any more" tunnels_are_gone
  check "every task runs on the node of its label again" await 600 placed
  check "the note is still there" await 300 read_note "written before"
  rebuild_checks
}
