# shellcheck shell=sh
# shellcheck disable=SC2154 # home, program_cache and program_class_path are the sourcing script's
# Sourced by the launchers, that of a checkout and that of a node, as their last words: starts the program.

# Java hands names to programs in the locale's encoding, and a machine's services often have none; with
# one that is not UTF-8 a database called Büro could not be named.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
*[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8) ;;
*) export LC_ALL=C.UTF-8 ;;
esac

# A cache is only named where there is one; a stale one is passed over in silence: the program then
# starts slower, and does the same.
cache=
[ ! -r "$program_cache" ] || cache=-XX:AOTCache=$program_cache

# The second compiler only pays for itself in the loops that every byte of a database passes: ten times
# the usual thresholds leave it those (a backup of 1 GB: 0.4 s of its time instead of 1.0 s).
compiler="-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000
  -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"

# These answer before it would pay for itself at all: -100 to -150 ms of CPU time.
case ${1-} in
'' | -h | --help | -V | --version | help | list | show | doctor | generate-completion)
  compiler=-XX:TieredStopAtLevel=1
  ;;
esac
# One table is mostly a small one: a third of a second of CPU time less, of two.
for argument; do
  case $argument in
  --table | --table=*) compiler=-XX:TieredStopAtLevel=1 ;;
  esac
done

# What is called by its name (JSON, the command line) is called a few times: through the JVM itself and
# not through code that is first made for each method (328 classes less for vigie list).
reflection=-Djdk.reflect.useNativeAccessorOnly=true

# zstd-jni has a second set of classes for Java 22 and later, which make a stub of code for each of the
# library's functions when they begin; those for older ones are linked by the JVM and need none.
releases=-Djdk.util.jar.version=21

main=dev.vigie.cli.Main
[ -z "${VIGIE_TRAINING-}" ] || main=dev.vigie.cli.Rehearsal

# A ceiling for the heap, so that a backup stays under 256 MiB resident: about 100 MiB are the JVM,
# its code and its classes, up to 64 MiB the parts under way, which are outside of the heap.
# What a row leaves behind dies at once, so that a small young generation costs nothing.
# VIGIE_JAVA_OPTS is meant to be split into words.
# shellcheck disable=SC2086
exec "$JAVA_HOME/bin/java" \
  -XX:+UseSerialGC -Xmx64m -Xmn8m -XX:MaxDirectMemorySize=32m -Xss512k \
  -XX:ReservedCodeCacheSize=48m -XX:MaxMetaspaceSize=96m \
  --enable-native-access=ALL-UNNAMED \
  -Xlog:disable \
  $compiler $reflection $releases ${cache:+"$cache"} "-Dvigie.home=$home" ${VIGIE_JAVA_OPTS-} \
  -cp "$(program_class_path)" "$main" "$@"
