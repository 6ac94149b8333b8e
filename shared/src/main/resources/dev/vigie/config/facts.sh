# shellcheck shell=sh disable=SC2046,SC2086 # lists of ids are several words
# What a machine says of itself, as one line of JSON: the form is that of NodeFacts. It needs nothing but coreutils
# and awk; where Docker manages a Swarm, the engine tells of it. No part waits for longer than a few seconds.
export LC_ALL=C
unread=

# missing PART WHY: notes that a part could not be read.
missing() { unread="$unread${unread:+,}\"$1\":\"$2\""; }

file_systems() {
  {
    timeout 5 df -PB1 -l -x tmpfs -x devtmpfs -x overlay -x squashfs -x efivarfs | sed 's/^/bytes /'
    timeout 5 df -P -i -l -x tmpfs -x devtmpfs -x overlay -x squashfs -x efivarfs | sed 's/^/inodes /'
  } 2>/dev/null | awk '$2 != "Filesystem" && NF >= 7 && count < 40 {
      mount = $7; for (i = 8; i <= NF; i++) mount = mount " " $i
      gsub(/[\\"\001-\037]/, "?", mount)
      if ($1 == "bytes") { order[count++] = mount; all[mount] = $4 + $5; free[mount] = $5 }
      else { inodes[mount] = $3 + 0; left[mount] = $5 + 0 }
    }
    END { for (i = 0; i < count; i++) { m = order[i]
      printf "%s{\"mount\":\"%s\",\"bytes\":%.0f,\"free\":%.0f,\"inodes\":%.0f,\"freeInodes\":%.0f}",
        i ? "," : "", m, all[m], free[m], inodes[m], left[m] } }'
}

memory() {
  awk '$1 == "MemTotal:" { all = $2 } $1 == "MemAvailable:" { free = $2 }
    END { if (all) printf "{\"total\":%.0f,\"available\":%.0f}", all * 1024, free * 1024 }' /proc/meminfo 2>/dev/null
}

docker_asked() { timeout 4 docker "$@" 2>/dev/null; }

# template TEXT: Docker's own braces in the place of << and >>, for Systems Manager takes them for its parameters.
template() { printf '%s' "$1" | sed 's/<</\x7b\x7b/g; s/>>/\x7d\x7d/g'; }

swarm_nodes() {
  docker_asked node inspect $(docker_asked node ls --quiet) --format "$(template '{"host":<<json .Description.Hostname>>,"state":<<json .Status.State>>,"availability":<<json .Spec.Availability>>,"manager":<<if .ManagerStatus>>true<<else>>false<<end>>,"leader":<<if .ManagerStatus>><<json .ManagerStatus.Leader>><<else>>false<<end>>,"reachable":<<if .ManagerStatus>><<if eq (print .ManagerStatus.Reachability) "reachable">>true<<else>>false<<end>><<else>>false<<end>>,"labels":<<if .Spec.Labels>><<json .Spec.Labels>><<else>>{}<<end>>}')" |
    paste -sd, -
}

# Each service twice: first with its constraints, then with its tasks, 2/3 say, or 1/1 (max 1 per node).
swarm_services() {
  {
    docker_asked service inspect $1 --format "$(template '<<.Spec.Name>> <<with .Spec.TaskTemplate.Placement>><<json .Constraints>><<else>>[]<<end>>')" |
      sed 's/^/constraints /'
    docker_asked service ls --format "$(template 'tasks <<.Name>> <<.Replicas>>')"
  } | awk '$1 == "constraints" { line = $0; sub(/^constraints [^ ]+ /, "", line); of[$2] = line == "null" ? "[]" : line }
    $1 == "tasks" { split($3, count, "/")
      printf "%s{\"name\":\"%s\",\"running\":%d,\"wanted\":%d,\"constraints\":%s}",
        services++ ? "," : "", $2, count[1], count[2], ($2 in of) ? of[$2] : "[]" }'
}

swarm_tasks() {
  docker_asked service ps $1 --filter desired-state=running --format "$(template '<<.Name>> <<.Node>> <<.CurrentState>>')" |
    awk '$3 == "Running" { sub(/\.[^.]*$/, "", $1)
      if (!seen[$1 " " $2]++) printf "%s{\"service\":\"%s\",\"host\":\"%s\"}", tasks++ ? "," : "", $1, $2 }'
}

swarm() {
  services=$(docker_asked service ls --quiet)
  nodes=$(swarm_nodes)
  wrong=
  [ -n "$nodes" ] || wrong="its managers answer no question"
  printf '{"error":"%s","nodes":[%s],"services":[%s],"tasks":[%s]}' "$wrong" "$nodes" \
    "${services:+$(swarm_services "$services")}" "${services:+$(swarm_tasks "$services")}"
}

disks=$(file_systems)
[ -n "$disks" ] || missing disk "df names no file system"
ram=$(memory)
[ -n "$ram" ] || missing memory "the kernel names no memory"
of_swarm=
if command -v docker >/dev/null 2>&1; then
  engine=$(docker_asked info --format "$(template '<<.Swarm.LocalNodeState>> <<.Swarm.ControlAvailable>>')") || missing swarm "the engine does not answer"
  [ "$engine" != "active true" ] || of_swarm=$(swarm)
fi
printf '{"schemaVersion":1,"at":"%s","fileSystems":[%s]%s%s,"unread":{%s}}\n' "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)" \
  "$disks" "${ram:+,\"memory\":$ram}" "${of_swarm:+,\"swarm\":$of_swarm}" "$unread"
