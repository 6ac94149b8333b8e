# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # lab_home, lab_directory and lab_python; what is set is for the script
# Sourced by lab/deploy and lab/test: the app's stacks in the emulated AWS.

account=123456789012
project=quickdata
parameter=/vigie/$project/storage/bucket-name
suffix=lab

synthesise() { cdk synth --quiet --output "$1" -c "bucketSuffix=$suffix"; }

on_assembly() { cdk "$@" --app "$lab_directory/assembly"; }

deploy() { on_assembly deploy "$@" --method direct --require-approval never --progress events; }

# The storage first, as docs/deploy.md says: no stack depends on it, so that --all has no order.
deploy_all() { deploy StorageStack && deploy --all; }

# The construct ids of the stacks, in the order of the app.
stacks() { on_assembly list | awk '{ print $1 }'; }

# stack_name ID: what CloudFormation calls it.
stack_name() {
  "$lab_python" -c 'import json, sys
manifest = json.load(open(sys.argv[1] + "/manifest.json", encoding="utf-8"))
artifact = manifest["artifacts"][sys.argv[2]]
print(artifact["properties"].get("stackName", sys.argv[2]))' "$lab_directory/assembly" "$1"
}

# Every stack stands; or, with "gone", every one but the storage is gone.
stacks_stand() {
  local id status
  for id in "${ids[@]}"; do
    status=$(ask cloudformation describe_stacks "{\"StackName\": \"$(stack_name "$id")\"}" 'Stacks[0].StackStatus')
    echo "$id: ${status:-gone}"
    if [[ ${1-} == gone && $id != StorageStack ]]; then
      [[ -z $status ]] || return 1
    else
      [[ $status == CREATE_COMPLETE || $status == UPDATE_COMPLETE ]] || return 1
    fi
  done
}
