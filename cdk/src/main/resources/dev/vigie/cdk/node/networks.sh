# shellcheck shell=bash
# Duty: the overlay networks that the stacks share.

# The Internet's 1,500 bytes less VXLAN's 50 and, where it is encrypted, at most 57 of ESP, rounded down: what
# leaves a node as one packet must pass every link as one.
overlay_mtu=1390

make_networks() {
  make_network proxy
  make_network backend --opt encrypted
  make_network metrics
}

make_network() {
  local name=$1
  shift
  ! docker network inspect "$name" >/dev/null 2>&1 || return 0
  say "making the network $name"
  docker network create --driver overlay --opt "com.docker.network.driver.mtu=$overlay_mtu" "$@" "$name" >/dev/null
}
