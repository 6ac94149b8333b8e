# shellcheck shell=bash
# shellcheck disable=SC2153 # settings.conf has NOCODB_IMAGE and REGISTRY_SECRET
# The registry that the application's image comes from, where it asks for a password.

# with_registry COMMAND...: runs the command with what Docker needs for the registry, in a directory in memory
# that only root reads and that is gone afterwards, however that ends.
with_registry() (
  DOCKER_CONFIG=$(mktemp -d /run/vigie/registry-XXXXXX)
  export DOCKER_CONFIG
  trap 'rm -rf -- "$DOCKER_CONFIG"' EXIT
  [[ -z $REGISTRY_SECRET ]] || log_in "$(registry_of "$NOCODB_IMAGE")"
  "$@"
)

# The secret is a JSON object of username and password. Docker says only why it is refused, never with what.
log_in() {
  local credentials username answer
  say "logging in to the registry ${1:-Docker Hub}"
  credentials=$(secret_of "$REGISTRY_SECRET" "$REGISTRY_VERSION")
  username=$(jq -er .username <<<"$credentials" 2>/dev/null) ||
    fail "the secret $REGISTRY_SECRET is not a JSON object of username and password"
  answer=$(jq -er .password <<<"$credentials" 2>/dev/null |
    timeout 60 docker login --username "$username" --password-stdin ${1:+"$1"} 2>&1) ||
    fail "the registry ${1:-Docker Hub} does not take the secret $REGISTRY_SECRET: ${answer##*$'\n'}"
}

# What stands before the first slash is a registry if it can be a host (the distribution project's reference
# grammar); else the image is Docker Hub's, and nothing is printed.
registry_of() {
  local first=${1%%/*}
  [[ $1 != */* || ($first != *[.:]* && $first != localhost) ]] || echo "$first"
}
