# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the names are the sourcing scripts'
# Sourced by vigie and build-program.sh with $home set: what the built program is made of.

program_jar=$home/shared/target/shared-0.1.0.jar
program_libraries=$home/shared/target/lib
program_cache=$home/shared/target/vigie.aot
# As old as the start of the build: an edit during the build makes the next one.
program_built=$home/shared/target/vigie.built
# As old as the AOT cache's training, which ties the cache to one jar's time and size.
program_trained=$home/shared/target/vigie.trained

# Prints the sources of the program, one a line, that are newer than the file $1.
program_newer_sources() {
  # shellcheck disable=SC2046 # the paths below $home that exist are fixed words without spaces
  (cd "$home" && find pom.xml $(program_source_roots) -newer "$1" -print)
}

program_source_roots() {
  for program_root in shared functions; do
    [ ! -f "$home/$program_root/pom.xml" ] ||
      printf '%s\n' "$program_root/pom.xml" "$program_root/src/main"
  done
}

# Whether every part is there, no source is newer than the build and the jar not newer than its
# training. Two runs of find, about 3 ms.
program_is_ready() {
  [ -f "$program_jar" ] && [ -d "$program_libraries" ] && [ -f "$program_built" ] &&
    [ -f "$program_trained" ] &&
    { [ ! -f "$home/functions/pom.xml" ] || [ -d "$home/functions/target" ]; } &&
    [ -z "$(program_newer_sources "$program_built")" ] &&
    [ -z "$(find "$program_jar" -newer "$program_trained")" ]
}

# Prints the class path. Its order is part of what the AOT cache checks, so it must not change with
# the directory's order or the user's locale.
program_class_path() (
  LC_ALL=C
  printf %s "$program_jar"
  for program_library in "$program_libraries"/*.jar; do
    printf ':%s' "$program_library"
  done
)
