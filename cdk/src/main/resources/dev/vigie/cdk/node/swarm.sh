# shellcheck shell=bash
# What manager and workers share: how this node stands to a Swarm.

# Prints inactive, active, error or locked; "pending" while the engine is still looking for its managers.
swarm_state() { docker info --format '{{.Swarm.LocalNodeState}}'; }

swarm_state_is_settled() { [[ $(swarm_state) != pending ]]; }

# An engine that leaves one Swarm and joins another within seconds is not always rid of the first: a container is
# tied to the old network of the same name and its start tried for ever, or the engine never joins the gossip by
# which names are resolved. Started anew it is; no task runs now.
leave_swarm() {
  docker swarm leave --force >/dev/null
  eventually 60 "the engine has left its Swarm" swarm_is_left
  say "starting Docker again, without the old Swarm"
  systemctl reset-failed docker.service
  systemctl stop docker.socket docker.service
  remove_tunnels
  systemctl start docker.service
  eventually 90 "Docker answers" docker_answers
}

# Of an overlay network the kernel holds a tunnel, by a number that the next Swarm counts from the beginning again.
# If one outlives Docker, in the machine's own namespace or in one that ended badly, no task gets a network of that
# number any more: "error creating vxlan interface: file exists". Nothing else here makes such.
remove_tunnels() {
  local place process
  delete_tunnels
  for place in /run/docker/netns/*; do
    delete_tunnels nsenter --net="$place"
  done
  for process in $(lsns --type net --noheadings --output PID); do
    delete_tunnels nsenter --target "$process" --net
  done
}

# delete_tunnels [COMMAND...]: those that are seen from there, if there is still there.
delete_tunnels() {
  local tunnel
  while read -r tunnel; do
    say "removing the tunnel $tunnel of the old Swarm"
    "$@" ip link delete "$tunnel" || say "it could not be removed"
  done < <("$@" ip -oneline link show type vxlan | sed 's/^[0-9]*: \([^:@]*\).*/\1/')
}

swarm_is_left() { [[ $(swarm_state) == inactive ]]; }
