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
  systemctl restart docker.service
  eventually 90 "Docker answers" docker_answers
}

swarm_is_left() { [[ $(swarm_state) == inactive ]]; }
