# shellcheck shell=bash
# Duty: a Docker engine of the version that the stacks were tried with.

# Amazon Linux 2023 has no newer line than 25.0. Whoever raises it looks at Traefik's version too: an engine
# refuses a client whose API is too old for it, and from 29.0 on that is any below 1.44.
docker_version=25.0

install_docker() {
  if ! command -v docker >/dev/null; then
    say "installing Docker $docker_version"
    timeout 300 dnf -q -y install "docker-$docker_version*"
  fi
  configure_docker
  systemctl -q is-active docker.service || {
    say "starting Docker"
    systemctl -q enable --now docker.service
  }
  eventually 90 "Docker answers" docker_answers
}

docker_answers() { docker info >/dev/null 2>&1; }

# The local driver compresses and rotates what containers write. Docker's own networks lie in RFC 6598's block,
# where no VPC's network can be: the settings take RFC 1918's only. The bridge's address is one that
# stacks/monitoring.yml counts on.
configure_docker() {
  mkdir -p /etc/docker
  cat >/etc/docker/daemon.json.new <<'JSON'
{
  "log-driver": "local",
  "log-opts": {"max-size": "10m", "max-file": "5"},
  "bip": "100.65.255.1/24",
  "default-address-pools": [{"base": "100.65.0.0/16", "size": 24}]
}
JSON
  if cmp -s /etc/docker/daemon.json.new /etc/docker/daemon.json; then
    rm /etc/docker/daemon.json.new
    return
  fi
  mv /etc/docker/daemon.json.new /etc/docker/daemon.json
  ! systemctl -q is-active docker.service || systemctl restart docker.service
}
