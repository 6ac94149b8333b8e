# shellcheck shell=bash
# Sourced by converge: the words that every duty is written in.

mkdir -p /run/vigie /var/lib/vigie

# say WORDS...: what is done now; if it fails, CloudFormation gets it as the reason. Said again, it is kept
# quiet: what runs twice a minute would fill the journal.
say() {
  [[ $(cat /run/vigie/doing 2>/dev/null) == "vigie: $*" ]] || printf 'vigie: %s\n' "$*"
  printf 'vigie: %s\n' "$*" >/run/vigie/doing
}

fail() {
  say "$*"
  exit 1
}

# eventually SECONDS WHAT COMMAND...: repeats the command until it succeeds, for so long.
eventually() {
  local seconds=$1 what=$2 end
  shift 2
  end=$((SECONDS + seconds))
  until "$@"; do
    ((SECONDS < end)) || fail "waited $seconds s in vain: $what"
    say "waiting: $what"
    sleep 2
  done
}

# metadata PATH: what EC2 says of this machine, by a session token (IMDSv2).
metadata() {
  local token url=http://169.254.169.254/latest
  token=$(curl -sSf -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' $url/api/token) &&
    curl -sSf -m 5 -H "X-aws-ec2-metadata-token: $token" "$url/meta-data/$1"
}

# parameter NAME: its value, deciphered; empty if there is none.
parameter() {
  aws ssm get-parameter --name "$PARAMETERS/$1" --with-decryption --query Parameter.Value --output text 2>/dev/null
}

# docker_api METHOD PATH: calls the engine with the JSON on standard input. The command line would show a
# token to whoever lists processes.
docker_api() {
  curl -sS --fail-with-body -m 60 --unix-socket /var/run/docker.sock -X "$1" \
    -H 'Content-Type: application/json' --data-binary @- "http://docker/$2"
}
