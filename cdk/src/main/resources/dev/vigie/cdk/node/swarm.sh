# shellcheck shell=bash
# What manager and workers share: how this node stands to a Swarm.

# Prints inactive, active, error or locked; "pending" while the engine is still looking for its managers.
swarm_state() { docker info --format '{{.Swarm.LocalNodeState}}'; }

swarm_state_is_settled() { [[ $(swarm_state) != pending ]]; }

leave_swarm() {
  docker swarm leave --force >/dev/null
  eventually 60 "the engine has left its Swarm" swarm_is_left
}

swarm_is_left() { [[ $(swarm_state) == inactive ]]; }
