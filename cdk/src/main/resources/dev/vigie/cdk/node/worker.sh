# shellcheck shell=bash
# Duty: membership in the Swarm whose token the manager published last.

offered_in=swarm/worker-join-token
offer= # what the manager published there: token, addresses and the Swarm's id

# The manager may boot later than this node: CloudFormation starts all machines at once.
join_swarm() {
  eventually 900 "the manager publishes a token" read_offer
  ! is_member_of "${offer##* }" || return 0
  eventually 120 "the engine knows whether it has a Swarm" swarm_state_is_settled
  if ! swarm_is_left; then
    say "leaving the Swarm $(cat /var/lib/vigie/swarm 2>/dev/null), which is no more"
    leave_swarm
  fi
  eventually 600 "joining the Swarm" ask_to_join
  echo "${offer##* }" >/var/lib/vigie/swarm
  say "joined the Swarm ${offer##* }"
}

read_offer() {
  offer=$(parameter "$offered_in")
  [[ -n $offer ]]
}

# In the state "error" is a node that its Swarm has put out, or that cannot trust it any more.
is_member_of() {
  local state
  state=$(swarm_state)
  [[ $(cat /var/lib/vigie/swarm 2>/dev/null) == "$1" && ($state == active || $state == pending) ]]
}

# ask_to_join [PATIENCE]: the offer may change while this waits: the manager was made anew, or the token rotated. A
# manager that was made anew finds its own address in it.
ask_to_join() {
  local own end
  own=$(metadata local-ipv4) && read_offer || return
  printf %s "$offer" |
    jq -Rs --arg own "$own" 'split(" ") | {JoinToken: .[0], RemoteAddrs: (.[1] | split(",") - ["\($own):2377"]),
      ListenAddr: "0.0.0.0:2377", AdvertiseAddr: $own}' |
    docker_api POST swarm/join >&2 || true
  end=$((SECONDS + ${1:-0}))
  until swarm_state_is_settled || ((SECONDS >= end)); do sleep 2; done
  [[ $(swarm_state) != active ]] || return 0
  # The engine would try on by itself, with the offer of now.
  swarm_is_left || leave_swarm
  return 1
}
