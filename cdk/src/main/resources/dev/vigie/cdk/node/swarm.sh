# shellcheck shell=bash
# What manager and workers share: how this node stands to a Swarm.

# Prints inactive, active, error or locked; "pending" while the engine is still looking for its managers.
swarm_state() { docker info --format '{{.Swarm.LocalNodeState}}'; }

swarm_state_is_settled() { [[ $(swarm_state) != pending ]]; }

leave_swarm() {
  docker swarm leave --force >/dev/null
  eventually 60 "the engine has left its Swarm" swarm_is_left
  forget_networks
}

swarm_is_left() { [[ $(swarm_state) == inactive ]]; }

# An engine may know the old Swarm's networks for some seconds more. A container that it makes in the new Swarm
# meanwhile is tied to the old network of the same name, and its start is tried for ever. No task runs now.
forget_networks() {
  knows_networks || return 0
  say "starting Docker again, which still knows networks of the old Swarm"
  systemctl restart docker.service
  eventually 90 "Docker answers" docker_answers
}

knows_networks() { [[ -n $(docker network ls --quiet --filter scope=swarm) ]]; }
