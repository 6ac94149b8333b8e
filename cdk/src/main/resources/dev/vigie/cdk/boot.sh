# What every machine does when it first starts. Above stand the machine's own values:
#   HOST_NAME                 its name in EC2, in the Swarm and in the inventory
#   STACK, RESOURCE, REGION   what CloudFormation waits for
#   LOG_GROUP                 where CloudWatch keeps what machines say
# cloud-init copies what this says to the console and to /var/log/cloud-init-output.log.
set -euo pipefail
export AWS_DEFAULT_REGION=$REGION
mkdir -p /run/vigie

# say WORDS...: what is done now; if it fails, CloudFormation gets it as the reason.
say() { printf 'vigie: %s\n' "$*" | tee /run/vigie/doing; }

# CloudFormation goes on, or rolls back, by the status that this script ends with.
tell_cloudformation() {
  local status=$?
  ship_logs_or_say
  [ -x /opt/aws/bin/cfn-signal ] || timeout 300 dnf -q -y install aws-cfn-bootstrap
  timeout 120 /opt/aws/bin/cfn-signal --exit-code "$status" --reason "$HOST_NAME: $(cat /run/vigie/doing)" \
    --stack "$STACK" --resource "$RESOURCE" --region "$REGION"
}
trap tell_cloudformation EXIT

say "setting the host's name"
# cloud-init would give the host its EC2 name back at the next start.
echo 'preserve_hostname: true' >/etc/cloud/cloud.cfg.d/99-vigie.cfg
hostnamectl set-hostname "$HOST_NAME"
