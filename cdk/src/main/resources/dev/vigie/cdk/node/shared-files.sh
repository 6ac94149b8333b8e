# shellcheck shell=bash
# Duty: the file system with the application's files, mounted.

files_directory=/srv/files

# CloudFormation may make it after this machine: its absence is no failure, for the timer looks again, and
# the application's tasks wait for their directory, which the database's machine makes.
mount_files() {
  local id
  ! mountpoint -q "$files_directory" || return 0
  id=$(parameter files/id) || true
  if [[ ! $id =~ ^fs-[0-9a-f]{8,40}$ ]]; then
    say "the shared files are not there yet"
    return
  fi
  command -v mount.efs >/dev/null || {
    say "installing the client of EFS"
    timeout 300 dnf -q -y install amazon-efs-utils
  }
  say "mounting the shared files"
  mkdir -p "$files_directory"
  timeout 120 mount -t efs -o tls,noresvport "$id:/" "$files_directory"
}
