# shellcheck shell=bash
# shellcheck disable=SC1091 # what is sourced is checked by itself
# Sourced by the benchmarks: servers of their own, measured runs, and the result as one line of JSON.
#
# Needs Linux (/proc), bash 5, a JDK 25 and PostgreSQL's programs.
set -uo pipefail

bench_home=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)
bench_directory=           # everything that is written, except the build
bench_servers=             # the process that holds both servers
bench_measured=            # the group of processes that is being measured
bench_result=()            # the members of the result, as JSON
declare -A bench_figures=() # name -> the figure of each run, separated by spaces

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

# Ends what was started and removes what was made, for whatever reason the benchmark ends.
bench_end() {
  local status=$?
  trap '' INT TERM HUP
  [[ -z $bench_measured ]] || kill -- "-$bench_measured" 2>/dev/null
  if [[ -n $bench_servers ]]; then
    exec {bench_hold}>&- # they end with their input
    wait "$bench_servers" 2>/dev/null
  fi
  [[ -z $bench_directory ]] || rm -rf -- "$bench_directory"
  exit "$status"
}

# Builds Vigie and makes the directory. Nobody's settings or credentials reach what is measured.
bench_begin() {
  [[ -r /proc/self/status ]] || die "the figures are read from Linux's /proc, which is not here"
  unset "${!AWS_@}" "${!PG@}" "${!VIGIE_@}"
  export LC_ALL=C AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
  export AWS_EC2_METADATA_DISABLED=true
  "$bench_home/vigie" --version >/dev/null || exit 3
  trap bench_end EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  bench_directory=$(mktemp -d "${TMPDIR:-/tmp}/vigie-bench-XXXXXX") || exit 3
}

# Starts PostgreSQL and the S3 endpoint, and exports the variables that lead to them.
bench_start_servers() {
  local line
  # shellcheck disable=SC2034 # for the two files that are sourced next
  local home=$bench_home
  say "starting PostgreSQL and the S3 endpoint …"
  # shellcheck source=.mvn/find-jdk.sh
  . "$bench_home/.mvn/find-jdk.sh"
  # shellcheck source=.mvn/program.sh
  . "$bench_home/.mvn/program.sh"
  mkfifo "$bench_directory/in" "$bench_directory/out"
  "$JAVA_HOME/bin/java" -Xmx128m -XX:+UseSerialGC -cp "$(program_class_path)" \
    "$bench_home/bench/Servers.java" "$bench_directory/s3" \
    <"$bench_directory/in" >"$bench_directory/out" &
  bench_servers=$!
  exec {bench_hold}>"$bench_directory/in"
  while IFS= read -r line && [[ $line != ready ]]; do
    export "${line?}"
  done <"$bench_directory/out"
  [[ -n ${BENCH_S3_PID-} ]] || die "the servers did not start"
  PATH=$BENCH_PG_BIN:$PATH
}

# bench_database NAME SCALE: makes pgbench's tables.
bench_database() {
  say "filling a database: pgbench -i -s $2 …"
  # Frozen and analysed, and autovacuum off: no run shall pay for what another leaves undone.
  if ! { createdb "$1" && pgbench -i -q -s "$2" "$1" &&
    psql -qX -c 'VACUUM (FREEZE, ANALYZE)' -c CHECKPOINT \
      -c 'ALTER SYSTEM SET autovacuum = off' -c 'SELECT pg_reload_conf()' "$1"; } \
    >"$bench_directory/fill.log" 2>&1; then
    cat "$bench_directory/fill.log" >&2
    die "the database could not be filled"
  fi
}

# bench_documents NAME ROWS: adds a table of text, JSON and numbers, about 450 bytes a row, and a
# small one of 20,000 such rows, "notes", about 10 MB.
bench_documents() {
  say "adding $2 documents …"
  if ! psql -qX -v ON_ERROR_STOP=1 -v rows="$2" "$1" >"$bench_directory/fill.log" 2>&1 <<'SQL'; then
CREATE FUNCTION pg_temp.body(n bigint) RETURNS text LANGUAGE sql AS
$$ SELECT string_agg(md5((n * 7 + m)::text) || ' some words that come again ', '')
   FROM generate_series(1, 4) m $$;
CREATE TABLE documents (id bigint, title text, body text, tags jsonb, price numeric, at timestamptz);
INSERT INTO documents
SELECT n, 'Document ' || n, pg_temp.body(n),
  jsonb_build_object('owner', n % 997, 'state', (ARRAY['new', 'open', 'done'])[1 + n % 3],
                     'marks', jsonb_build_array(n % 7, n % 11, md5(n::text))),
  (n % 100000) / 100.0, '2024-01-01'::timestamptz + n * interval '37 seconds'
FROM generate_series(1, :rows) n;
CREATE TABLE notes AS SELECT * FROM documents LIMIT 25000;
ALTER TABLE documents ADD PRIMARY KEY (id);
ALTER TABLE notes ADD PRIMARY KEY (id);
CREATE INDEX ON documents (at);
CREATE INDEX ON notes (at);
VACUUM (FREEZE, ANALYZE);
CHECKPOINT;
SQL
    cat "$bench_directory/fill.log" >&2
    die "the documents could not be made"
  fi
}

# bench_size NAME: prints the database's bytes.
bench_size() { psql -qXtA -c 'SELECT pg_database_size(current_database())' "$1"; }

# bench_machine VERSION...: says what it runs on, to the reader and in the result.
bench_machine() {
  local memory model versions
  memory=$(awk '/^MemTotal/ { printf "%.0f", $2 * 1024 }' /proc/meminfo)
  model=$(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
  versions=$("$bench_home/vigie" --version | head -n 1)
  versions=$(printf '; %s' "$versions" "$@" "Linux $(uname -r)")
  say "$(nproc) cores (${model:-unknown}), $((memory / 1048576)) MiB, load $(bench_load)${versions}"
  bench_put_text machine "$(nproc) cores (${model:-unknown}), $((memory / 1048576)) MiB"
  bench_put_text versions "${versions#; }"
  bench_put load_before "$(bench_load)"
}

bench_load() { cut -d ' ' -f 1 /proc/loadavg; }

# bench_run NAME COMMAND...: runs the command in a process group of its own, with its output in
# $bench_directory/NAME.log, and records NAME_s, NAME_client_cpu_s, NAME_peak_rss_bytes (the largest
# process) and NAME_others_rss_bytes (the peaks of its other processes, added up).
bench_run() {
  local name=$1 cpu_before cpu_after start end status watcher
  shift
  cpu_before=$(bench_cpu)
  set -m # a group for each job
  start=$EPOCHREALTIME
  "$@" >"$bench_directory/$name.log" 2>&1 </dev/null &
  bench_measured=$!
  set +m
  bench_watch "$bench_measured" >"$bench_directory/peaks" 2>/dev/null &
  watcher=$!
  wait "$bench_measured"
  status=$?
  end=$EPOCHREALTIME
  bench_measured=
  wait "$watcher"
  if ((status != 0)); then
    cat "$bench_directory/$name.log" >&2
    die "$name ended with status $status"
  fi
  cpu_after=$(bench_cpu)
  bench_record "$name" "$start" "$end" "$cpu_before" "$cpu_after"
}

bench_record() {
  local peak others seconds client server s3
  read -r peak others <"$bench_directory/peaks"
  read -r seconds client server s3 < <(awk -v span="$2 $3" -v before="$4" -v after="$5" 'BEGIN {
    split(span, t, " "); split(before, b, " "); split(after, a, " ")
    printf "%.2f %.2f %.2f %.2f\n", t[2] - t[1], a[1] - b[1], a[2] - b[2], a[3] - b[3] }')
  bench_figure "$1_s" "$seconds"
  bench_figure "$1_client_cpu_s" "$client"
  bench_figure "$1_postgres_cpu_s" "$server"
  bench_figure "$1_s3_cpu_s" "$s3"
  bench_figure "$1_peak_rss_bytes" "$peak"
  bench_figure "$1_others_rss_bytes" "$others"
  say "$(printf '  %-14s %6.2f s; CPU %.1f s, PostgreSQL %.1f s, S3 %.1f s; %d MiB resident' \
    "$1" "$seconds" "$client" "$server" "$s3" $((peak / 1048576)))"
}

# Seconds of CPU time of this shell's ended children, of PostgreSQL with its ended backends and of
# the S3 endpoint. Only differences mean anything. The fields behind the name are 12 and 13 for the
# process itself and 14 and 15 for its ended children, in ticks (proc(5)).
bench_cpu() {
  sed 's/.*) //' "/proc/$$/stat" "/proc/${BENCH_PG_PID:-$$}/stat" "/proc/${BENCH_S3_PID:-$$}/stat" |
    awk -v hertz="$(getconf CLK_TCK)" '
      NR == 1 { printf "%s ", ($14 + $15) / hertz }
      NR == 2 { printf "%s ", ($12 + $13 + $14 + $15) / hertz }
      NR == 3 { print ($12 + $13) / hertz }'
}

# Prints the largest peak among the process and its descendants, and the sum of the others', in
# bytes. VmHWM only grows, so ten looks a second miss no more than a process gains in its last tenth.
bench_watch() {
  local root=$1 process list key kib largest=0 sum=0
  local -a family children
  declare -A peaks=()
  exec {tick}<> <(:) # nothing ever comes: a read of it is a pause without a process
  while [[ -d /proc/$root ]]; do
    family=("$root")
    while ((${#family[@]})); do
      process=${family[0]}
      family=("${family[@]:1}")
      while read -r key kib _; do
        [[ $key != VmHWM: ]] || peaks[$process]=$kib
      done <"/proc/$process/status"
      for list in "/proc/$process/task"/*/children; do
        children=() # which a process that has ended meanwhile does not set
        read -r -a children <"$list" # its line has no end, so the status says nothing
        family+=("${children[@]}")
      done
    done
    read -r -t 0.1 -u "$tick"
  done
  for process in "${!peaks[@]}"; do
    sum=$((sum + peaks[$process]))
    ((peaks[$process] <= largest)) || largest=${peaks[$process]}
  done
  echo "$((largest * 1024)) $(((sum - largest) * 1024))"
}

# bench_figure NAME FIGURE: one run's.
bench_figure() { bench_figures[$1]+=" $2"; }

# Forgets the figures, after the runs that only warm up.
bench_forget() { bench_figures=(); }

# bench_median NAME: prints it.
bench_median() {
  tr ' ' '\n' <<<"${bench_figures[$1]}" | grep . | sort -n | awk '
    { figure[NR] = $1 }
    END { print NR % 2 ? figure[(NR + 1) / 2] : (figure[NR / 2] + figure[NR / 2 + 1]) / 2 }'
}

# bench_largest NAME: prints it.
bench_largest() { tr ' ' '\n' <<<"${bench_figures[$1]}" | grep . | sort -n | tail -n 1; }

# bench_put NAME NUMBER, bench_put_text NAME TEXT: a member of the result.
bench_put() { bench_result+=("\"$1\":$2"); }

bench_put_text() {
  local text=${2//[[:cntrl:]]/ }
  text=${text//\\/\\\\}
  bench_result+=("\"$1\":\"${text//\"/\\\"}\"")
}

# bench_put_runs NAME: the figure of each run, in their order.
bench_put_runs() {
  local list=${bench_figures[$1]# }
  bench_result+=("\"$1_runs\":[${list// /,}]")
}

# Prints the result, the last line of the standard output.
bench_print() {
  local IFS=,
  bench_put load_after "$(bench_load)"
  printf '{%s}\n' "${bench_result[*]}"
}
