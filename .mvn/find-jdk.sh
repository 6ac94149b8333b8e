# shellcheck shell=sh
# Sourced by mvnw and vigie: sets and exports JAVA_HOME to a JDK 25, or ends the caller with status 3.
#
# A JDK is known by its `release` file, not by starting it: that costs about 1 ms instead of 50, and
# `vigie --version` has 300 ms in all.

# Whether $1 is the home of a JDK (javac included) of the major version 25.
jdk25_is_home() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
  if [ -r "$1/release" ]; then
    while IFS= read -r jdk25_line; do
      case $jdk25_line in
      'JAVA_VERSION="25"'* | 'JAVA_VERSION="25.'*) return 0 ;;
      'JAVA_VERSION='*) return 1 ;;
      esac
    done <"$1/release"
    return 1
  fi
  case $("$1/bin/java" -version 2>&1) in
  *' version "25"'* | *' version "25.'*) return 0 ;;
  esac
  return 1
}

# Prints the JDK home of the `java` on PATH. Links are followed one by one: macOS before 12.3 has no
# `readlink -f`.
jdk25_on_path() {
  jdk25_java=$(command -v java) || return 1
  while [ -h "$jdk25_java" ]; do
    jdk25_link=$(readlink "$jdk25_java") || return 1
    case $jdk25_link in
    /*) jdk25_java=$jdk25_link ;;
    *) jdk25_java=${jdk25_java%/*}/$jdk25_link ;;
    esac
  done
  case $jdk25_java in
  */bin/java) printf '%s\n' "${jdk25_java%/bin/java}" ;;
  *) return 1 ;;
  esac
}

# Prints the first JDK 25 among the usual places: distributions, version managers, macOS, Homebrew.
jdk25_installed() {
  for jdk25_home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/java/* \
    "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/* \
    "${HOME-}"/.jdks/* "${HOME-}"/.jdks/*/Contents/Home \
    "${ASDF_DATA_DIR:-${HOME-}/.asdf}"/installs/java/* \
    "${MISE_DATA_DIR:-${HOME-}/.local/share/mise}"/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25 /opt/homebrew/opt/openjdk \
    /usr/local/opt/openjdk@25 /usr/local/opt/openjdk \
    /home/linuxbrew/.linuxbrew/opt/openjdk@25 /home/linuxbrew/.linuxbrew/opt/openjdk; do
    if jdk25_is_home "$jdk25_home"; then
      printf '%s\n' "$jdk25_home"
      return 0
    fi
  done
  return 1
}

jdk25_missing() {
  {
    printf '%s' 'vigie: no JDK 25 was found in JAVA_HOME, on PATH or in the usual places; install one '
    printf '%s' '(Debian or Ubuntu: apt install openjdk-25-jdk, or temurin-25-jdk from Adoptium; '
    printf '%s' 'Red Hat: dnf install java-25-openjdk-devel; macOS: brew install openjdk@25) '
    printf '%s\n' 'or set JAVA_HOME to where it is.'
  } >&2
  exit 3
}

if ! { [ -n "${JAVA_HOME-}" ] && jdk25_is_home "$JAVA_HOME"; }; then
  if JAVA_HOME=$(jdk25_on_path) && jdk25_is_home "$JAVA_HOME"; then
    :
  elif ! JAVA_HOME=$(jdk25_installed); then
    jdk25_missing
  fi
fi
export JAVA_HOME
