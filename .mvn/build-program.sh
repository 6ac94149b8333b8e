#!/bin/sh
# build-program.sh HOME: builds the program that `vigie` starts, and trains its AOT cache.
# One build at a time: the kernel's lock goes with the process that holds it, so none is ever stale.
set -eu
home=$1

# shellcheck source=.mvn/find-jdk.sh
. "$home/.mvn/find-jdk.sh"
# shellcheck source=.mvn/program.sh
. "$home/.mvn/program.sh"

say() { printf 'vigie: %s\n' "$*" >&2; }

# A checkout that cannot be written, with a build in it: that build is what there is to run.
if [ ! -w "$home" ] || { [ -d "$home/shared/target" ] && [ ! -w "$home/shared/target" ]; }; then
  if [ -f "$program_jar" ] && [ -d "$program_libraries" ]; then
    [ -z "$(program_newer_sources "$program_jar")" ] ||
      say "sources are newer than the build, and $home cannot be written: running the old build"
    exit 0
  fi
  say "there is no build yet, and $home cannot be written; run it once as a user who can write there"
  exit 1
fi

lock() {
  mkdir -p "$home/target"
  if command -v flock >/dev/null; then
    exec 9>"$home/target/vigie.lock"
    flock -n 9 || { say "waiting for another build …" && flock 9; }
  elif [ -z "${VIGIE_LOCKED-}" ] && command -v lockf >/dev/null; then # macOS
    VIGIE_LOCKED=1 exec lockf -k "$home/target/vigie.lock" sh "$0" "$home"
  fi
}

build() {
  started=$home/target/vigie.started
  log=$home/target/vigie-build.log
  : >"$started"
  modules=shared
  [ ! -f "$home/functions/pom.xml" ] || modules=shared,functions
  if [ -d "$home/shared/target" ]; then
    say "building …"
  else
    say "building (first run, about a minute) …"
  fi
  # Tests are compiled and not run: a module may need another one's fixtures to be there.
  if ! (cd "$home" && ./mvnw -q -B -DskipTests -pl "$modules" -am package) >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    say "the build failed; Maven's output is above"
    exit 1
  fi
  mv "$started" "$program_built"
}

# The cache of what one backup, list and restore load and run often, on servers of the training's own
# (dev.vigie.cli.Rehearsal). It reads no settings of the user's and reaches nothing beyond the
# loopback. Without a cache the program starts slower, so a failure is no matter.
#
# Classes are recorded, profiles of methods are not: with them the compilers begin with far more methods
# than a run of seconds pays for (a backup of 1 GB: 3.0 s of their CPU time, without 1.6 s).
no_profiles="-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining"
train() {
  say "preparing a quick start (some seconds) …"
  rm -rf "$program_cache" "$program_cache.new" "$home/target/training"
  AWS_ACCESS_KEY_ID=training AWS_SECRET_ACCESS_KEY=training AWS_REGION=us-east-1 \
    AWS_EC2_METADATA_DISABLED=true AWS_CONFIG_FILE=/dev/null \
    AWS_SHARED_CREDENTIALS_FILE=/dev/null \
    VIGIE_TRAINING=1 VIGIE_JAVA_OPTS="-XX:AOTCacheOutput=$1 $no_profiles" \
    "$home/vigie" "$home/target/training" >"$home/target/vigie-training.log" 2>&1 </dev/null || :
  rm -rf "$home/target/training"
  [ ! -f "$1" ] || mv "$1" "$program_cache"
  : >"$program_trained" # last: a training that was interrupted is done again
}

lock
if program_is_ready; then
  exit 0
fi
if [ ! -f "$program_jar" ] || [ ! -d "$program_libraries" ] ||
  { [ -f "$home/functions/pom.xml" ] && [ ! -d "$home/functions/target" ]; }; then
  build
elif [ -f "$program_built" ] && [ -z "$(program_newer_sources "$program_built")" ]; then
  : # only the jar is another one: somebody ran Maven
elif [ -z "$(program_newer_sources "$program_jar")" ]; then
  touch -r "$program_jar" "$program_built"
else
  build
fi
train "$program_cache.new"
