# shellcheck shell=bash

# fetch_node_files: brings /opt/vigie/node to what the parameter `nodes/files` names. It is a part of the user
# data too, which has nothing else yet.
fetch_node_files() {
  fetch_archive files node &&
    cp /opt/vigie/node/vigie-node.service /opt/vigie/node/vigie-node.timer /etc/systemd/system/
}

# fetch_archive NAME LINK: brings /opt/vigie/LINK to what the parameter `nodes/NAME` names: a SHA-256 digest and
# a place in S3. What was fetched once stays under its digest; the link is moved when the new files are whole.
fetch_archive() {
  local digest place new
  read -r digest place < <(
    aws ssm get-parameter --name "$PARAMETERS/nodes/$1" --query Parameter.Value --output text
  ) || return
  [[ $digest =~ ^[0-9a-f]{64}$ ]] || return
  if [[ ! -d /opt/vigie/$digest ]]; then
    new=/opt/vigie/$digest.new
    rm -rf -- "$new" && mkdir -p "$new" || return
    timeout 120 aws s3 cp --only-show-errors "$place" "$new.zip" || return
    echo "$digest  $new.zip" | sha256sum --check --status || {
      say "the file at $place has not the digest $digest"
      return 1
    }
    unzip -q -d "$new" "$new.zip" && rm -- "$new.zip" && mv -T -- "$new" "/opt/vigie/$digest" || return
  fi
  ln -sfn "/opt/vigie/$digest" "/opt/vigie/$2.new" && mv -T "/opt/vigie/$2.new" "/opt/vigie/$2"
}
