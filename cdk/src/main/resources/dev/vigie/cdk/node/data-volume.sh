# shellcheck shell=bash
# shellcheck disable=SC2154 # rebuild.sh sets data_directory
# Duty: the volume that keeps PostgreSQL's data, mounted.

data_device=/dev/sdf

# CloudFormation attaches the volume only after this machine has said that it is ready. So its absence is no
# failure: the timer looks again. PostgreSQL cannot start before, for the directory that it is given is made
# on the volume.
mount_data_volume() {
  if mountpoint -q "$data_directory"; then
    return
  fi
  if [[ ! -b $data_device ]]; then
    say "the data volume is not attached yet"
    return
  fi
  is_formatted || format_if_blank
  say "mounting the data volume"
  mkdir -p "$data_directory"
  mount -t ext4 -o noatime "$data_device" "$data_directory"
}

is_formatted() { [[ $(blkid -p -s TYPE -o value "$data_device") == ext4 ]]; }

# A volume is blank if nothing is known on it and its first 64 MiB are zeros, as EBS delivers them: one whose
# superblock is damaged is left to a person.
format_if_blank() {
  if [[ -n $(blkid -p "$data_device") ]] || ! cmp -s -n 67108864 "$data_device" /dev/zero; then
    fail "$data_device holds something that is no file system of ours; nothing was changed"
  fi
  say "formatting the data volume"
  mkfs.ext4 -q -L vigie-data "$data_device"
}
