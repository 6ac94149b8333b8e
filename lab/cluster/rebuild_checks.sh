# shellcheck shell=bash
# shellcheck disable=SC2154 # what lab/lib.sh, lab/stacks.sh and lab/cluster/lib.sh set
# shellcheck disable=SC2016 # a query's backquotes are JMESPath's
# Sourced by lab/test: backups by the functions and the runner, and what an empty volume begins from.

backup= # the id of the last one

bucket() { ask ssm get_parameter "{\"Name\": \"$parameter\"}" Parameter.Value; }

# function_of_vigie NAME: hands it the event of the standard input, and prints its answer. What it sends to the
# database's node is what Systems Manager would send: the deployed document's script.
function_of_vigie() {
  # shellcheck disable=SC2034 # for the file that is sourced next
  local home=$lab_home document=$lab_directory/document fleet
  fleet='{"clusters": [{"name": "main", "node": "local", "databases": [{"name": "nocodb", "rpo": "PT26H"}]}]}'
  . .mvn/program.sh
  ask ssm get_document "{\"Name\": \"vigie-$project-run\"}" Content |
    jq -r '.mainSteps[0].inputs.runCommand[]' >"$document"
  LAB_AGENT_NODE=${node_disk[database-1]}/init LAB_AGENT_DOCUMENT=$document VIGIE_BUCKET=$(bucket) \
    VIGIE_NODE_COMMANDS=local VIGIE_LOCAL_LAUNCHER=$cluster/agent VIGIE_LOCAL_STATE=$lab_directory/commands \
    VIGIE_FLEET="$fleet" \
    "$JAVA_HOME/bin/java" -cp "$(program_class_path)" lab/Function.java "$1"
}

# object KEY: prints it.
object() {
  "$lab_python" -c 'import boto3, os, sys
s3 = boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])
sys.stdout.buffer.write(s3.get_object(Bucket=sys.argv[1], Key=sys.argv[2])["Body"].read())' "$(bucket)" "$1"
}

# The event that S3 sends for the runner's word.
result_event() {
  printf '{"version": "0", "id": "lab", "detail-type": "Object Created", "source": "aws.s3", "account": "%s",
    "time": "2026-11-23T02:00:00Z", "region": "%s", "resources": [], "detail": {"version": "0",
    "reason": "PutObject", "bucket": {"name": "%s"},
    "object": {"key": "operations/%s/result.json", "size": 1, "etag": "x", "version-id": "x"}}}' \
    "$account" "$AWS_REGION" "$(bucket)" "$1"
}

back_up() {
  local answer
  answer=$(function_of_vigie StartBackup <<<"{\"cluster\": \"main\", \"database\": \"nocodb\"}") || return
  backup=$(jq -r .operationId <<<"$answer")
  echo "$answer"
  await 600 object "operations/$backup/result.json" || {
    cat "$lab_directory"/commands/*
    return 1
  }
  answer=$(result_event "$backup" | function_of_vigie RecordOutcome) || return
  echo "$answer"
  [[ $(jq -r .status <<<"$answer") == SUCCEEDED ]] && ./vigie verify "$backup" --bucket "$(bucket)"
}

# The way by which the runner went: into the container's namespaces, and not by the engine.
runner_is_of_the_deployment() {
  local digest
  digest=$(ask ssm get_parameter "{\"Name\": \"/vigie/$project/nodes/runner\"}" Parameter.Value)
  in_node database-1 readlink -f /usr/local/bin/vigie | grep -Fx "/opt/vigie/${digest%% *}/vigie" &&
    in_node database-1 sh -c 'set -a; . /etc/vigie/node.env; exec vigie doctor'
}

# NocoDB wrote it on one machine, and it is there on another.
upload_is_shared() {
  in_node application-1 grep -rFx "$1" /srv/files/nocodb && in_node application-2 grep -rFx "$1" /srv/files/nocodb
}

recovery_is_named() {
  ./vigie show "$backup" --bucket "$(bucket)" | tee "$lab_directory/shown"
  grep -q '^files     nocodb: 1 files' "$lab_directory/shown" && grep -q '^files     stacks: ' "$lab_directory/shown" &&
    grep -q '^image     nocodb_nocodb: nocodb/nocodb:.*@sha256:' "$lab_directory/shown" &&
    grep -q '^secret    connection-key, version ' "$lab_directory/shown"
}

begun_from() { in_node database-1 cat /srv/vigie/begun-from; }
begun_from_nothing() { [[ $(begun_from) == nothing ]]; }
begun_from_backup() { begun_from | grep -F "backup $1: nocodb"; }

# A volume that nobody has written to takes the place of the one before.
new_volume() {
  local file=$lab_directory/data-volume
  losetup --associated "$file" --noheadings --output NAME | xargs -r losetup --detach
  rm -f "$file"
}

destroy_infrastructure() {
  local name
  for name in "${members[@]}"; do
    lose "$name" || return
  done
  on_assembly destroy OpsStack --force --exclusively && on_assembly destroy InfraStack --force --exclusively
}

damage() {
  local key
  key=backups/main/nocodb/$1/data-0001.dump.zst
  ask s3 put_object "{\"Bucket\": \"$(bucket)\", \"Key\": \"$key\", \"Body\": \"not what was stored\"}"
}

stays_down() {
  local told
  told=$(signals database-1 | tail -n 1)
  echo "$told"
  [[ $told == "--exit-code 1 "*"PostgreSQL stays down: the restore failed"*CHECKSUM_MISMATCH* ]] &&
    in_node database-1 test ! -e /srv/vigie/postgresql
}

# The newest operation is the restore, and what failed of it is the runner's word.
failure_is_recorded() {
  local newest
  newest=$(ask s3 list_objects_v2 "{\"Bucket\": \"$(bucket)\", \"Prefix\": \"operations/\"}" \
    'sort_by(Contents[?ends_with(Key, `/result.json`)], &Key)[-1].Key') || return
  object "$newest" | jq -e '.error.code == "CHECKSUM_MISMATCH"'
}

manager_is_told() {
  ask ssm get_parameter "{\"Name\": \"/vigie/$project/database/state\"}" Parameter.Value | grep 'failed: the restore'
}

choose() { in_node database-1 sh -c 'echo "$1" >/srv/vigie/begin-from' - "$1"; }

rebuild_checks() {
  local before=$backup
  required "a last backup is made" back_up
  check "it has the uploads, and names images and versions of secrets" recovery_is_named
  check "a note is written behind it" await 60 write_note "written too late"
  required "the infrastructure is destroyed, and the machines are gone" destroy_infrastructure
  check "the volume stays, and a new one comes in its place" new_volume
  required "cdk deploy of all stacks, again" deploy_all
  required "the machines boot" boot_all "${members[@]}"
  required "every node tells CloudFormation that it is ready" wait_for_signals "${members[@]}"
  check "the data begins from the last backup" begun_from_backup "$backup"
  check "the login of before still works" await 300 sign_in
  check "the application has the note of the first backup" await 120 read_note "written before"
  check "and of the last" await 60 read_note "written later"
  check "and the upload" await 60 read_upload "uploaded before"
  check "and no note that was not backed up" await 60 lacks_note "written too late"

  check "the last backup is damaged in the bucket" damage "$backup"
  check "the database's machine is lost with its volume" lose database-1
  check "and made anew" eval 'new_volume && boot database-1'
  check "it says why PostgreSQL stays down" await 900 stays_down
  check "the failed restore is recorded" failure_is_recorded
  check "and the manager knows" manager_is_told
  check "the application is down" await 300 application_is_down
  check "a person chooses the backup before" choose "$before"
  check "and the data begins from that" await 600 begun_from_backup "$before"
  check "the application has its note again" await 600 read_note "written before"
  check "and none of later" await 60 lacks_note "written later"
}
