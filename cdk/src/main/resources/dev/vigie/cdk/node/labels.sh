# shellcheck shell=bash
# Duty: every node of the Swarm has the label that its name asks for, by which the stacks are placed.

label_nodes() {
  local id name state label wanted
  while read -r id name state label; do
    wanted=$(label_of "${name#"$DEPLOYMENT-"}")
    if [[ $state != ready ]]; then
      forget_if_replaced "$id" "$name"
    elif [[ -z $wanted ]]; then
      say "the node $name has a name that no label belongs to"
    elif [[ $label != "$wanted" ]]; then
      say "labelling $name role=$wanted"
      docker node update --label-add "role=$wanted" "$id" >/dev/null
    fi
  done < <(all_nodes)
}

# Id, host name, state and label of each node.
all_nodes() {
  docker node ls --quiet | xargs -r docker node inspect --format \
    '{{.ID}} {{.Description.Hostname}} {{.Status.State}} {{index .Spec.Labels "role"}}'
}

label_of() {
  case $1 in
  traefik | traefik-*) echo infra ;;
  application-*) echo application ;;
  database-*) echo database ;;
  monitoring) echo monitoring_group ;;
  esac
}

# A machine that was made anew joins under its old name; the entry of the one before stays, down for ever. While
# this looks a second time, the node itself may be back: a Swarm takes none again that it has forgotten.
forget_if_replaced() {
  [[ $(all_nodes | awk -v id="$1" -v name="$2" '$1 != id && $2 == name && $3 == "ready"') ]] || return 0
  if is_among_managers "$1"; then
    say "taking the node that $2 replaced from the managers"
    docker node demote "$1" >/dev/null
    return
  fi
  say "forgetting the node that $2 replaced"
  docker node rm --force "$1" >/dev/null
}
