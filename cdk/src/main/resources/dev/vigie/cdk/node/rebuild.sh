# shellcheck shell=bash
# shellcheck disable=SC2153 # settings.conf has BUCKET, CLUSTER and RESTORE_HOURS
# shellcheck disable=SC2154 # shared-files.sh sets files_directory
# Duty: what PostgreSQL begins from on a volume that has none of its data.
#
# The stack mounts a directory that only this makes, so PostgreSQL cannot start, and nothing that needs it,
# before the question is answered: a volume with data is left as it is; an empty one gets the newest backup of
# each database; where there is no backup, PostgreSQL begins with nothing. What cannot be restored leaves the
# directory unmade, and the application down.

data_directory=/srv/vigie
answer=$data_directory/begun-from      # what was done, for people
choice=$data_directory/begin-from      # a person's word: a backup's id, `latest` or `nothing`
refusal=$data_directory/cannot-begin   # why nothing more is tried
attempts=$data_directory/attempts
application_files=$files_directory/nocodb # which the application's tasks wait for, too
rebuilt=$data_directory/rebuild        # the data while it is restored
rebuild_server=vigie-rebuild           # the container that it is restored by

# Faults that pass, of S3 or the network, are tried so often; what a backup lacks, once.
most_attempts=5

begin_data() {
  local image major data
  mountpoint -q "$data_directory" && mountpoint -q "$files_directory" || return 0
  image=$(sed -n 's/^ *image: *//p' stacks/postgres.yml)
  major=${image##*:}
  major=${major%%[!0-9]*}
  data=$data_directory/postgresql/$major
  if [[ -d $data ]]; then
    mkdir -p "$application_files"
    return
  fi
  # shellcheck source=/dev/null
  . ./settings.conf
  ! refuses_to_begin "$major" || stay_down
  restore_data "$image" "$data"
  mkdir -p "$application_files"
  say "PostgreSQL begins from $(cat "$answer")"
}

# Whether a person must say first what is to be done. A choice that was made since then is that word.
refuses_to_begin() {
  local version
  if [[ $choice -nt $refusal ]]; then
    rm -f -- "$refusal"
    return 1
  fi
  [[ ! -e $refusal ]] || return 0
  for version in "$data_directory"/postgresql/*/PG_VERSION; do
    [[ ! -e $version ]] || {
      echo "the volume has the data of PostgreSQL $(cat "$version") and none of PostgreSQL $1" >"$refusal"
      return 0
    }
  done
  return 1
}

stay_down() {
  tell_manager "failed: $(cat "$refusal")" || true
  fail "PostgreSQL stays down: $(cat "$refusal")"
}

# The manager waits for PostgreSQL, and hears so whether that is of any use. What it hears is good for two
# minutes, so that a word of a machine that is no more misleads nobody.
tell_manager() {
  aws ssm put-parameter --name "$PARAMETERS/database/state" --type String --overwrite \
    --value "$(date +%s) $1" >/dev/null
}

# restore_data IMAGE DIRECTORY: makes the directory, last of all.
restore_data() {
  local from
  from=$(cat "$choice" 2>/dev/null || echo latest)
  remove_rebuild
  if [[ $from != nothing ]]; then
    start_rebuild_server "$1"
    say "restoring the data: $from"
    run_rebuild "$from" || give_up $?
    stop_rebuild_server
  fi
  if [[ -s $rebuilt.results ]]; then
    jq -r '.report | "backup \(.backupId): \(.target), \(.tables) tables, \(.rows) rows"' "$rebuilt.results" >"$answer"
  else
    # The server's own first start makes the application's database, too.
    rm -rf --one-file-system -- "$rebuilt" && mkdir "$rebuilt"
    echo "nothing" >"$answer"
  fi
  rm -f -- "$rebuilt.results" "$rebuilt.words" "$attempts" "$choice"
  mkdir -p "${2%/*}"
  sync --file-system "$data_directory"
  mv -T -- "$rebuilt" "$2"
}

remove_rebuild() {
  docker rm --force --volumes "$rebuild_server" >/dev/null 2>&1 || true
  rm -rf --one-file-system -- "$rebuilt" "$rebuilt.results"
}

# A server that only the runner reaches: it has no network.
start_rebuild_server() {
  local image=$1 secrets=/run/vigie/secrets # nobody but root gets as far as the file
  say "starting an empty PostgreSQL"
  mkdir -p "$rebuilt"
  mkdir -p "$secrets"
  chmod 700 "$secrets"
  aws secretsmanager get-secret-value --secret-id "$PARAMETERS/database-password" --query SecretString \
    --output text | tr -d '\n' >"$secrets/database-password"
  timeout 600 docker run --detach --name "$rebuild_server" --network none --stop-signal SIGINT --shm-size 256m \
    --volume "$rebuilt:/var/lib/postgresql/data" \
    --volume "$secrets/database-password:/run/secrets/database-password:ro" \
    --env POSTGRES_USER=postgres --env POSTGRES_DB=postgres --env POSTGRES_INITDB_ARGS=--data-checksums \
    --env POSTGRES_PASSWORD_FILE=/run/secrets/database-password --env PGDATA=/var/lib/postgresql/data \
    "$image" >/dev/null
  eventually 120 "the empty PostgreSQL answers" rebuild_server_answers
  rm -- "$secrets/database-password"
}

# By TCP: the server that the image makes its data with does not listen there.
rebuild_server_answers() {
  [[ $(docker inspect --format '{{.State.Running}}' "$rebuild_server") == true ]] ||
    fail "the empty PostgreSQL has ended: $(docker logs --tail 3 "$rebuild_server" 2>&1)"
  docker exec "$rebuild_server" pg_isready --quiet --host 127.0.0.1 2>/dev/null
}

# run_rebuild FROM: leaves a line for each database in a file.
run_rebuild() {
  local runner looks=0 files=()
  # Files that are there are newer than any backup's.
  [[ -n $(ls -A "$application_files" 2>/dev/null) ]] || files=(--volume "nocodb=$application_files")
  VIGIE_CONTAINER=$rebuild_server AWS_REGION=$AWS_DEFAULT_REGION timeout "${RESTORE_HOURS}h" \
    /usr/local/bin/vigie node rebuild --bucket "$BUCKET" --cluster "$CLUSTER" --backup "$1" "${files[@]}" \
    >"$rebuilt.results" 2>"$rebuilt.words" &
  runner=$!
  while kill -0 "$runner" 2>/dev/null; do
    ((looks++ % 20)) || tell_manager "restoring: $1" || true
    sleep 1
  done
  wait "$runner"
}

# give_up STATUS: README.md, "Exit status": 7 may succeed later.
give_up() {
  local words
  words=$(grep -A 1 '^error: ' "$rebuilt.words" | tail -n 2 | tr '\n' ' ' || true)
  tail -n 20 "$rebuilt.words"
  remove_rebuild
  echo "$1" >>"$attempts"
  if (($1 == 7 && $(wc -l <"$attempts") < most_attempts)); then
    fail "the restore failed and is tried again: $words"
  fi
  rm -f -- "$attempts"
  echo "the restore failed with status $1: ${words:-it said nothing}" >"$refusal"
  stay_down
}

stop_rebuild_server() {
  docker stop --time 600 "$rebuild_server" >/dev/null
  [[ $(docker inspect --format '{{.State.ExitCode}}' "$rebuild_server") == 0 ]] ||
    fail "the PostgreSQL that was restored into did not end in order: $(docker logs --tail 5 "$rebuild_server" 2>&1)"
  docker rm --volumes "$rebuild_server" >/dev/null
}
