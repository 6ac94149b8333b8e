# shellcheck shell=bash
# shellcheck disable=SC2016 # a query's backquotes are JMESPath's
# shellcheck disable=SC2154 # what lab/lib.sh sets
# Sourced by lab/test, in the namespaces it made: the network of the nodes, and the nodes.

cluster=$lab_home/lab/cluster
cluster_cache=${XDG_CACHE_HOME:-$HOME/.cache}/vigie-lab
# In the VPC's network, and where no subnet has its machines.
router=10.20.255.254
# What a setting names later, in a registry that asks for a password.
private_image=registry.example.org/team/nocodb:1.2.3
private_registry=10.20.255.253
declare -A node_disk=() # name -> directory, of the nodes that were booted

# The images that the stacks name, and the one that a setting names.
images_of_stacks() {
  local files=cdk/src/main/resources/dev/vigie/cdk/node/stacks
  sed -n 's/^    image: \([^$]*\)$/\1/p' "$files"/*.yml
  echo nocodb/nocodb:0.301.3
  echo "$private_image"
}

# The bridge that all nodes are plugged into. No route leads out of it.
cluster_network() {
  ip link set lo up &&
    ip link add vpc type bridge &&
    ip addr add "$router/16" dev vpc &&
    ip addr add "$private_registry/16" dev vpc &&
    ip addr add 169.254.169.254/32 dev vpc &&
    ip link set vpc up
}

# pause SECONDS: without a process.
exec {cluster_tick}<> <(:)
pause() { read -r -t "$1" -u "$cluster_tick" || true; }

# await SECONDS COMMAND...: looks once a second until the command succeeds; what it said last is shown.
await() {
  local end=$((SECONDS + $1)) answer
  shift
  until answer=$("$@" 2>&1); do
    if ((SECONDS >= end)); then
      printf 'in vain: %s\n%s\n' "$*" "$answer"
      return 1
    fi
    pause 1
  done
  printf '%s\n' "$answer"
}

# instance_of NODE: id and address of the instance that runs under the name.
instance_of() {
  ask ec2 describe_instances "{\"Filters\": [
      {\"Name\": \"tag:vigie:node\", \"Values\": [\"$1\"]},
      {\"Name\": \"instance-state-name\", \"Values\": [\"running\"]}]}" \
    'Reservations[].Instances[].join(`" "`, [InstanceId, PrivateIpAddress]) | [0]'
}

# address_of NODE: of the instance that was booted last under the name.
address_of() {
  local address
  read -r _ address <"${node_disk[$1]}/instance" && echo "$address"
}

user_data_of() {
  ask ec2 describe_instance_attribute "{\"InstanceId\": \"$1\", \"Attribute\": \"userData\"}" UserData.Value |
    base64 -d
}

# boot NODE: a new disk for the instance of this name, and its first start.
boot() {
  local name=$1 found disk
  found=$(instance_of "$name") || return
  [[ $found == i-* ]] || return
  disk=$lab_directory/nodes/$name-$RANDOM
  mkdir -p "$disk" && echo "$found" >"$disk/instance" && user_data_of "${found% *}" >"$disk/user-data" || return
  [[ $name != database-* ]] || attach_volume "$disk" || return
  node_disk[$name]=$disk
  start "$name"
}

# A sparse file stands for the data volume; it stays when the instance goes.
attach_volume() {
  local file=$lab_directory/data-volume device
  [[ -e $file ]] || truncate -s 4G "$file"
  device=$(losetup --find --show "$file") || return
  echo "$device" >"$1/volume"
}

# start NODE: its next start, from its disk.
start() {
  local disk=${node_disk[$1]}
  mkdir -p "$lab_directory/efs"
  LAB_TREE=$cluster_cache/tree LAB_ROUTER=$router LAB_EFS=$lab_directory/efs "$cluster/node" "$disk" >"$disk/node.log" 2>&1 &
  echo $! >"$disk/launcher"
}

# in_node NAME COMMAND...: runs in the node as root, as its services do.
in_node() {
  local disk=${node_disk[$1]}
  shift
  nsenter -t "$(<"$disk/init")" -m -u -i -n -p -C -r -w \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
    AWS_ENDPOINT_URL="$AWS_ENDPOINT_URL" VIGIE_S3_ENDPOINT="$AWS_ENDPOINT_URL" AWS_ACCESS_KEY_ID=lab AWS_SECRET_ACCESS_KEY=lab \
    AWS_DEFAULT_REGION="$AWS_REGION" "$@" </dev/null
}

# stop NODE: as a machine that is shut down. SIGRTMIN+4 is systemd's word for it.
stop() {
  local disk=${node_disk[$1]}
  kill -s RTMIN+4 "$(<"$disk/init")"
  await 120 is_off "$1"
}

# lose NODE: as a machine that is no more.
lose() {
  kill -KILL "$(<"${node_disk[$1]}/init")"
  await 30 is_off "$1"
}

is_off() { [[ ! -e ${node_disk[$1]}/init ]]; }

# signals NODE: what it told CloudFormation.
signals() { cat "${node_disk[$1]}/upper/var/lib/vigie-lab/signals"; }

has_signalled() {
  local told
  told=$(signals "$1") || return
  echo "$1: $told"
}

succeeded() {
  local name
  for name; do
    signals "$name" || return
    [[ $(signals "$name" | tail -n 1) == "--exit-code 0 "* ]] || {
      tail -n 60 "${node_disk[$name]}/upper/var/log/cloud-init-output.log"
      return 1
    }
  done
}
