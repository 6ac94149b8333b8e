# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # offered_in and offer are worker.sh's
# Duty: a Swarm whose manager this node is, and tokens by which the others join it.

# Overlay networks get their blocks out of this; Docker's own choice, 10.0.0.0/8, may hold the VPC's network.
overlay_block=100.64.0.0/16
token_days=30

form_swarm() {
  local address
  # shellcheck source=/dev/null
  . ./settings.conf
  eventually 120 "the engine knows whether it has a Swarm" swarm_state_is_settled
  case $(swarm_state) in
  active)
    eventually 60 "this node is its Swarm's manager" is_manager
    return
    ;;
  inactive) ;;
  error)
    say "the old Swarm is lost to this node"
    leave_swarm
    ;;
  *) fail "the Swarm is $(swarm_state), which takes a person" ;;
  esac
  ! return_to_swarm || return 0
  say "forming a Swarm"
  address=$(metadata local-ipv4)
  timeout 60 docker swarm init --advertise-addr "$address" \
    --default-addr-pool "$overlay_block" --default-addr-pool-mask-length 24 --task-history-limit 3 >/dev/null
  touch /var/lib/vigie/token-rotated
}

is_manager() { [[ $(docker info --format '{{.Swarm.ControlAvailable}}') == true ]]; }

# Three managers outlive this one's disk. Five minutes without an answer are taken for their end; to take a
# Swarm that lives for dead makes a second one, to which all workers go over. The engine gives its word after
# 20 s and goes on by itself: it gets a minute for that, because a manager that gives up after the others have
# taken it in counts as one that is dead.
return_to_swarm() {
  local end=$((SECONDS + 300))
  ((MANAGERS > 1)) || return 1
  offered_in=swarm/manager-join-token
  read_offer || return 1
  until ask_to_join 60; do
    ((SECONDS < end)) || return 1
    say "waiting: the other managers take this node back"
    sleep 2
  done
  say "returned to the Swarm ${offer##* }"
  touch /var/lib/vigie/token-rotated
}

publish_join_tokens() {
  local role
  if [[ -n $(find /var/lib/vigie/token-rotated -mtime +"$token_days" 2>/dev/null) ]]; then
    say "new tokens: the old ones are $token_days days old"
    for role in worker manager; do
      docker swarm join-token --rotate --quiet "$role" >/dev/null
    done
    touch /var/lib/vigie/token-rotated
  fi
  publish_join_token worker
  ((MANAGERS == 1)) || publish_join_token manager
}

# Token, the managers' addresses and the Swarm's id, in one parameter: a worker sees by the id that its own
# Swarm is another.
publish_join_token() {
  local token swarm wanted
  token=$(docker swarm join-token --quiet "$1")
  swarm=$(docker info --format '{{.Swarm.Cluster.ID}}')
  wanted="$token $(addresses_of_managers) $swarm"
  [[ $(parameter "swarm/$1-join-token") != "$wanted" ]] || return 0
  say "publishing the token by which a $1 joins"
  printf %s "$wanted" | aws ssm put-parameter --name "$PARAMETERS/swarm/$1-join-token" --type SecureString \
    --overwrite --value file:///dev/stdin >/dev/null
}

# This node's first, and with commas between them.
addresses_of_managers() {
  local own
  own=$(docker info --format '{{.Swarm.NodeAddr}}'):2377
  {
    echo "$own"
    managers | awk -v own="$own" '$3 == "reachable" && $4 != own { print $4 }' | LC_ALL=C sort
  } | paste -sd,
}

# Id, host name, reachability and address of each manager.
managers() {
  docker node ls --quiet --filter role=manager | xargs -r docker node inspect --format \
    '{{.ID}} {{.Description.Hostname}} {{.ManagerStatus.Reachability}} {{.ManagerStatus.Addr}}'
}

# Beside this node manage those whose loss is not each other's. To be made a manager, or none any more, restarts
# nothing.
choose_managers() {
  local id name state wanted="$DEPLOYMENT-traefik"
  ((MANAGERS == 1)) || wanted+=" $DEPLOYMENT-application-1 $DEPLOYMENT-monitoring"
  while read -r id name state _; do
    [[ $state == ready ]] || continue
    if [[ " $wanted " == *" $name "* ]]; then
      is_among_managers "$id" || { say "making $name a manager" && docker node promote "$id" >/dev/null; }
    elif is_among_managers "$id"; then
      say "making $name a worker again"
      docker node demote "$id" >/dev/null
    fi
  done < <(all_nodes)
}

is_among_managers() { managers | awk -v id="$1" '$1 == id { found = 1 } END { exit !found }'; }
