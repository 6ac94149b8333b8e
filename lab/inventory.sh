# shellcheck shell=bash
# shellcheck disable=SC2016 # a query's backquotes are JMESPath's
# shellcheck disable=SC2154 # lab_home, lab_directory, lab_python and project
# Sourced by lab/deploy: what the inventory says of the machines that were deployed.

# The machines that run, as EC2 itself tells them: name, role.
machines_of_ec2() {
  ask ec2 describe_instances "{\"Filters\": [
      {\"Name\": \"tag:vigie:project\", \"Values\": [\"$project\"]},
      {\"Name\": \"instance-state-name\", \"Values\": [\"running\"]}]}" \
    'sort(Reservations[].Instances[].join(`" "`, [
      Tags[?Key == `"vigie:node"`] | [0].Value, Tags[?Key == `"vigie:role"`] | [0].Value]))'
}

machines_of_json() {
  ./vigie inventory --format json --project "$project" |
    "$lab_python" -c 'import json, sys
machines = json.load(sys.stdin)["machines"]
print(json.dumps(sorted(m["name"] + " " + m["role"] for m in machines)))'
}

json_names_every_machine() {
  local told listed
  told=$(machines_of_ec2) && listed=$(machines_of_json) || return
  echo "EC2: $told"
  echo "inventory: $listed"
  [[ $told == "$listed" && $told != '[]' ]]
}

# Ansible takes an executable for a dynamic inventory and calls it with --list.
ansible_reads_it() {
  local script=$lab_directory/vigie-machines
  printf '#!/bin/sh\nexec %q inventory --format ansible --project %q\n' "$lab_home/vigie" "$project" >"$script"
  chmod +x "$script"
  : >"$lab_directory/ansible.cfg" # nobody's own settings
  if ! ANSIBLE_CONFIG=$lab_directory/ansible.cfg ansible-inventory -i "$script" --list \
    >"$lab_directory/ansible.json" 2>"$lab_directory/ansible.log"; then
    cat "$lab_directory/ansible.log"
    return 1
  fi
  cat "$lab_directory/ansible.json" "$lab_directory/ansible.log"
  # A name that Ansible does not like is a warning to it.
  [[ ! -s $lab_directory/ansible.log ]] &&
    "$lab_python" - "$lab_directory/ansible.json" "$(machines_of_ec2)" <<'PYTHON'
import json, sys

inventory = json.load(open(sys.argv[1], encoding="utf-8"))
found = sorted(
    f"{host} {inventory['_meta']['hostvars'][host]['vigie_role']}"
    for group, members in inventory.items()
    if group.startswith("role_")
    for host in members["hosts"]
)
sys.exit(found != json.loads(sys.argv[2]))
PYTHON
}

# ssh itself says how it would reach each machine: the bastion at once, the others through it.
ssh_jumps() {
  local file=$lab_directory/ssh_config bastion name role jump
  ./vigie inventory --format ssh-config --project "$project" >"$file" || return
  bastion=$(awk '$1 == "Host" { host = $2 } $1 == "HostName" { print host; exit }' \
    <(grep -A1 -E '^Host .*bastion$' "$file"))
  while read -r name role; do
    jump=$(ssh -n -T -G -F "$file" "$name" | awk '$1 == "proxyjump" { print $2 }')
    echo "$name ($role): ${jump:-at once}"
    if [[ $role == bastion ]]; then
      [[ -z $jump || $jump == none ]] || return
    else
      [[ -n $bastion && $jump == "$bastion" ]] || return
    fi
  done < <("$lab_python" -c 'import json, sys
print("\n".join(json.loads(sys.argv[1])))' "$(machines_of_ec2)")
}

unknown_project_is_empty() {
  local answer
  answer=$(./vigie inventory --project nobody) && [[ $answer == '{"machines":[]}' ]]
}

inventory_checks() {
  check "the inventory names every machine that runs" json_names_every_machine
  check "ansible-inventory reads it without a warning" ansible_reads_it
  check "ssh goes through the bastion" ssh_jumps
  check "another project has no machines" unknown_project_is_empty
}
