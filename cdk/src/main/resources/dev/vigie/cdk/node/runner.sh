# shellcheck shell=bash
# shellcheck disable=SC2153,SC2154 # settings.conf has BUCKET, recovery.sh sets recovery_file
# Duty: the runner, which does operations on this machine, as the command `vigie`.

# By Amazon Linux's own package, so that its security updates come with the system's, and one archive serves
# both architectures.
java_package=java-25-amazon-corretto-headless

install_runner() {
  if ! compgen -G '/usr/lib/jvm/java-25-*/bin/java' >/dev/null; then
    say "installing Java 25"
    timeout 300 dnf -q -y install "$java_package"
  fi
  if [[ -x /opt/vigie/runner/vigie ]]; then
    fetch_runner || say "could not look for a newer runner; the one that is there goes on"
  else
    eventually 300 "the runner is there" fetch_runner
  fi
  ln -sfn /opt/vigie/runner/vigie /usr/local/bin/vigie
  forget_old_runners
  write_runner_settings
}

# A command that is under way goes on with the files of its own runner: they are as new as the day on which
# they were replaced.
fetch_runner() {
  local before
  before=$(readlink /opt/vigie/runner || true)
  fetch_archive runner runner || return
  [[ -z $before || $(readlink /opt/vigie/runner) == "$before" ]] || touch -- "$before"
}

# No operation takes longer than two days.
forget_old_runners() {
  local old
  while read -r old; do
    [[ $old == "$(readlink /opt/vigie/runner)" || $old == "$(readlink /opt/vigie/node)" ]] || rm -rf -- "$old"
  done < <(find /opt/vigie -mindepth 1 -maxdepth 1 -type d -mtime +3)
}

# What Systems Manager's commands read before they start the runner.
write_runner_settings() {
  # shellcheck source=/dev/null
  . ./settings.conf
  cat >/etc/vigie/node.env.new <<ENV
AWS_REGION=$AWS_DEFAULT_REGION
VIGIE_BUCKET=$BUCKET
ENV
  if [[ $ROLE == database ]]; then
    fetch_recovery
    {
      echo VIGIE_SERVICE=postgres_database
      echo VIGIE_VOLUMES=nocodb=/srv/files/nocodb:stacks=/opt/vigie/node/stacks
      [[ ! -s $recovery_file ]] || echo "VIGIE_RECOVERY=$recovery_file"
    } >>/etc/vigie/node.env.new
  fi
  if [[ $ROLE == monitoring ]]; then
    # Backups are proved here, in containers of the image that the database's service ran.
    echo VIGIE_DRILL_SERVICE=postgres_database >>/etc/vigie/node.env.new
  fi
  mv /etc/vigie/node.env.new /etc/vigie/node.env
}
