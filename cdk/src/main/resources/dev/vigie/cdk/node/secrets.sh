# shellcheck shell=bash
# shellcheck disable=SC2016 # a query's backquotes are JMESPath's
# Duty: Secrets Manager's secrets as secrets of the Swarm.

secret_versions=/run/vigie/secret-versions # a file for each, with its name and its version

# share_secret NAME: makes the Swarm's secret of the current version, if there is none yet, and prints its
# name. A secret of the Swarm never changes, so each version is another one; a stack that names the new one is
# updated to it.
share_secret() {
  local id="$PARAMETERS/$1" version secret
  version=$(current_version "$id")
  [[ -n $version ]] || return
  mkdir -p "$secret_versions"
  echo "$1 $version" >"$secret_versions/$1"
  secret=$1-${version:0:8}
  docker secret inspect "$secret" >/dev/null 2>&1 ||
    secret_of "$id" "$version" | tr -d '\n' | docker secret create "$secret" - >/dev/null ||
    return
  echo "$secret"
}

current_version() {
  aws secretsmanager list-secret-version-ids --secret-id "$1" --output text \
    --query 'Versions[?contains(VersionStages, `AWSCURRENT`)].VersionId'
}

secret_of() {
  aws secretsmanager get-secret-value --secret-id "$1" --version-id "$2" --query SecretString --output text
}
