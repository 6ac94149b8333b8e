# shellcheck shell=bash
# shellcheck disable=SC1091,SC2154 # what is sourced is checked by itself, and sets home
# Sourced by lab/deploy: the servers, the CDK's command line, and the count of what was seen.
set -uo pipefail

lab_home=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)
lab_directory=   # everything that is written, except builds and what was installed
lab_servers=()   # the processes that end with their input
lab_holds=()     # the ends of their inputs that are held open
lab_passed=0
lab_failed=0

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 3
}

# need PROGRAM PACKAGE ...: ends with a sentence for the first program that is missing.
need() {
  while (($#)); do
    command -v "$1" >/dev/null || die "$1 is not on PATH; it comes with $2"
    shift 2
  done
}

# Ends what was started and removes what was made, for whatever reason the script ends.
lab_end() {
  local status=$? hold server
  trap '' INT TERM HUP
  for hold in "${lab_holds[@]}"; do
    exec {hold}>&-
  done
  for server in "${lab_servers[@]}"; do
    wait "$server" 2>/dev/null
  done
  [[ -z $lab_directory ]] || rm -rf -- "$lab_directory"
  exit "$status"
}

# Makes the directory, builds what is missing, and keeps everybody's settings and credentials out.
lab_begin() {
  unset "${!AWS_@}" "${!PG@}" "${!VIGIE_@}" "${!CDK_@}" BUCKET_SUFFIX
  export AWS_ACCESS_KEY_ID=lab AWS_SECRET_ACCESS_KEY=lab AWS_REGION=eu-west-3 AWS_DEFAULT_REGION=eu-west-3
  export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
  export CI=true PYTHONDONTWRITEBYTECODE=1
  cd "$lab_home" || exit 3
  . .mvn/find-jdk.sh
  . lab/aws/python.sh
  ./vigie --version >/dev/null || exit 3
  [[ -x node_modules/.bin/cdk ]] || npm ci --no-fund --no-audit >&2 || die "npm ci failed"
  lab_python=$(lab_python "$lab_home/target/lab") || exit 3
  trap lab_end EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  lab_directory=$(mktemp -d "${TMPDIR:-/tmp}/vigie-lab-XXXXXX") || exit 3
}

# lab_serve NAME COMMAND...: starts a server that ends with its input; what it says goes to NAME.out.
lab_serve() {
  local name=$1 hold
  shift
  mkfifo "$lab_directory/$name.in"
  "$@" <"$lab_directory/$name.in" >"$lab_directory/$name.out" &
  lab_servers+=($!)
  exec {hold}>"$lab_directory/$name.in"
  lab_holds+=("$hold")
}

# Starts the emulated AWS; what it warns of goes to aws.log.
lab_start_aws() {
  local tick
  say "starting the emulated AWS …"
  lab_serve aws lab/aws/serve "$lab_directory/endpoint" 2>"$lab_directory/aws.log"
  exec {tick}<> <(:) # nothing ever comes: a read of it is a pause without a process
  for ((look = 0; look < 300; look++)); do
    [[ ! -s $lab_directory/endpoint ]] || break
    kill -0 "${lab_servers[-1]}" 2>/dev/null || break
    read -r -t 0.1 -u "$tick"
  done
  if [[ ! -s $lab_directory/endpoint ]]; then
    cat "$lab_directory/aws.log" >&2
    die "the emulated AWS did not start"
  fi
  AWS_ENDPOINT_URL=$(<"$lab_directory/endpoint")
  export AWS_ENDPOINT_URL VIGIE_S3_ENDPOINT=$AWS_ENDPOINT_URL
}

# Starts PostgreSQL with the sample, and exports the variables that lead to it.
lab_start_database() {
  local line
  # shellcheck disable=SC2034 # for the file that is sourced next
  local home=$lab_home
  say "starting a throw-away PostgreSQL and loading the sample …"
  . .mvn/program.sh
  mkfifo "$lab_directory/database.out"
  lab_serve database "$JAVA_HOME/bin/java" -Xmx128m -XX:+UseSerialGC -cp "$(program_class_path)" \
    lab/Database.java
  while IFS= read -r line && [[ $line != ready ]]; do
    export "${line?}"
  done <"$lab_directory/database.out"
  [[ -n ${PGPORT-} ]] || die "PostgreSQL did not start"
}

# ask SERVICE OPERATION [ARGUMENTS [QUERY]]: prints what the emulated AWS answers.
ask() { "$lab_python" lab/aws/ask "$@"; }

# cdk ARGUMENT...: the pinned command line, on the assembly once there is one.
cdk() {
  node_modules/.bin/cdk "$@" --no-notices --no-color </dev/null
}

# check SENTENCE COMMAND...: counts whether the command ended with 0; what it said is shown if not.
check() {
  local sentence=$1 start=$EPOCHREALTIME
  shift
  if "$@" >"$lab_directory/check.log" 2>&1; then
    lab_passed=$((lab_passed + 1))
    printf 'ok      %s (%.1f s)\n' "$sentence" "$(lab_since "$start")"
    return 0
  fi
  lab_failed=$((lab_failed + 1))
  printf 'FAILED  %s\n' "$sentence"
  sed 's/^/        /' "$lab_directory/check.log"
  return 1
}

# required SENTENCE COMMAND...: a check without which the rest says nothing.
required() { check "$@" || lab_finish; }

lab_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { print to - from }'; }

# Prints the count and ends.
lab_finish() {
  if ((lab_failed)); then
    say "what the emulated AWS warned of, at its end:"
    tail -n 40 "$lab_directory/aws.log" >&2
  fi
  echo "$lab_passed passed, $lab_failed failed"
  ((lab_failed == 0))
  exit
}
