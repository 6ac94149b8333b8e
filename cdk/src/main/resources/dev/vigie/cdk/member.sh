
# A member of the Swarm. Its duties are no part of this script: they come as an archive that the deployment
# published, so that a new one reaches the machine without a restart. Above stand also:
#   ROLE, DEPLOYMENT          what the machine is for, and what its names begin with
#   PARAMETERS                where its parameters are in Systems Manager
say "installing what the duties are written in"
timeout 300 dnf -q -y install jq unzip

mkdir -p /etc/vigie
cat >/etc/vigie/node.conf <<CONF
HOST_NAME=$HOST_NAME
ROLE=$ROLE
DEPLOYMENT=$DEPLOYMENT
PARAMETERS=$PARAMETERS
LOG_GROUP=$LOG_GROUP
export AWS_DEFAULT_REGION=$REGION
CONF
. /etc/vigie/node.conf

# A parameter that is there when the machine boots may still name an archive that is not, or the other way
# round: CloudFormation makes both while the machine starts.
say "fetching the node's files"
for ((attempt = 1; ; attempt++)); do
  ! fetch_node_files || break
  ((attempt < 30)) || exit 1
  sleep 10
done
systemctl -q daemon-reload
systemctl -q enable vigie-node.service vigie-node.timer

# The same unit runs the duties now, at every boot and twice a minute; it says itself what it does. The timer
# begins first, so that a duty which fails now is tried again.
systemctl -q start vigie-node.timer
if ! systemctl start vigie-node.service; then
  journalctl -q --no-pager -o cat -u vigie-node.service -n 40
  exit 1
fi
