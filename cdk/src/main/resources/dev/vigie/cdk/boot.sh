# What every machine does when it first starts. Above stand the machine's own values:
#   HOST_NAME                 its name in EC2, in the Swarm and in the inventory
#   STACK, RESOURCE, REGION   what CloudFormation waits for
set -euo pipefail

# CloudFormation goes on, or rolls back, by the status that this script ends with.
tell_cloudformation() {
  local status=$?
  [ -x /opt/aws/bin/cfn-signal ] || dnf -q -y install aws-cfn-bootstrap
  /opt/aws/bin/cfn-signal --exit-code "$status" \
    --stack "$STACK" --resource "$RESOURCE" --region "$REGION"
}
trap tell_cloudformation EXIT

# cloud-init would give the host its EC2 name back at the next start.
echo 'preserve_hostname: true' >/etc/cloud/cloud.cfg.d/99-vigie.cfg
hostnamectl set-hostname "$HOST_NAME"
