# shellcheck shell=bash
# Duty: a Swarm whose manager this node is, and a token by which workers join it.

# Overlay networks get their blocks out of this; Docker's own choice, 10.0.0.0/8, may hold the VPC's network.
overlay_block=100.64.0.0/16
token_days=30

form_swarm() {
  local address
  eventually 120 "the engine knows whether it has a Swarm" swarm_state_is_settled
  case $(swarm_state) in
  active)
    eventually 60 "this node is its Swarm's manager" is_manager
    return
    ;;
  inactive) ;;
  error)
    say "the old Swarm is lost: starting anew"
    leave_swarm
    ;;
  *) fail "the Swarm is $(swarm_state), which takes a person" ;;
  esac
  say "forming a Swarm"
  address=$(metadata local-ipv4)
  timeout 60 docker swarm init --advertise-addr "$address" \
    --default-addr-pool "$overlay_block" --default-addr-pool-mask-length 24 --task-history-limit 3 >/dev/null
  touch /var/lib/vigie/token-rotated
}

is_manager() { [[ $(docker info --format '{{.Swarm.ControlAvailable}}') == true ]]; }

# Token, address and the Swarm's id, in one parameter: a worker sees by the id that its own Swarm is another.
publish_join_token() {
  local token address swarm wanted
  if [[ -n $(find /var/lib/vigie/token-rotated -mtime +"$token_days" 2>/dev/null) ]]; then
    say "a new token: the old one is $token_days days old"
    docker swarm join-token --rotate --quiet worker >/dev/null
    touch /var/lib/vigie/token-rotated
  fi
  token=$(docker swarm join-token --quiet worker)
  address=$(docker info --format '{{.Swarm.NodeAddr}}')
  swarm=$(docker info --format '{{.Swarm.Cluster.ID}}')
  wanted="$token $address:2377 $swarm"
  [[ $(parameter swarm/worker-join-token) != "$wanted" ]] || return 0
  say "publishing the token by which workers join"
  printf %s "$wanted" | aws ssm put-parameter --name "$PARAMETERS/swarm/worker-join-token" --type SecureString \
    --overwrite --value file:///dev/stdin >/dev/null
}
