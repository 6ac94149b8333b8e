# shellcheck shell=bash
# shellcheck disable=SC2016 # a rule's backquotes are Traefik's
# shellcheck disable=SC2153 # settings.conf has MONITORING_DOMAIN
# What the stack of monitoring leaves open. A config of the Swarm never changes, so its name has its files'
# digest: other files are another config, and the service that reads them is updated.

settings_of_monitoring() {
  GRAFANA_PASSWORD=$(share_secret grafana-password)
  GRAFANA_IS_PUBLIC=false
  GRAFANA_RULE='Host(`localhost`)'
  GRAFANA_URL=http://localhost:3000/
  if [[ -n $MONITORING_DOMAIN ]]; then
    GRAFANA_IS_PUBLIC=true
    GRAFANA_RULE="Host(\`$MONITORING_DOMAIN\`)"
    GRAFANA_URL=https://$MONITORING_DOMAIN/
  fi
  ALERTMANAGER_CONFIG=/run/vigie/alertmanager.yml
  configure_alertmanager
  PROMETHEUS_FILES=$(digest_of monitoring/prometheus.yml monitoring/rules.yml)
  ALERTMANAGER_FILES=$(digest_of "$ALERTMANAGER_CONFIG" monitoring/message.tmpl)
  GRAFANA_FILES=$(digest_of monitoring/datasource.yml monitoring/dashboards.yml monitoring/dashboards/*.json)
  export GRAFANA_PASSWORD GRAFANA_IS_PUBLIC GRAFANA_RULE GRAFANA_URL
  export ALERTMANAGER_CONFIG PROMETHEUS_FILES ALERTMANAGER_FILES GRAFANA_FILES
}

# The topic is another stack's and may come later; its name is known.
configure_alertmanager() {
  local partition account config
  IFS=: read -r _ partition _ _ account _ < <(aws sts get-caller-identity --query Arn --output text)
  [[ $account =~ ^[0-9]{12}$ ]] || fail "AWS does not say to which account this machine belongs"
  config=$(<monitoring/alertmanager.yml)
  config=${config//@ALERT_TOPIC@/arn:$partition:sns:$AWS_DEFAULT_REGION:$account:vigie-$DEPLOYMENT-alerts}
  printf '%s\n' "${config//@REGION@/$AWS_DEFAULT_REGION}" >"$ALERTMANAGER_CONFIG"
}

digest_of() { cat -- "$@" | sha256sum | cut -c -12; }

# forget_unused: secrets and configs of the Swarm that no service reads any more. Called when all services run,
# so that what a failed update went back to is one that is read.
forget_unused() {
  local used
  used=$(docker service ls --quiet | xargs -r docker service inspect --format '
    {{range .Spec.TaskTemplate.ContainerSpec.Secrets}}{{.SecretName}}
    {{end}}{{range .Spec.TaskTemplate.ContainerSpec.Configs}}{{.ConfigName}}
    {{end}}' | awk 'NF { print $1 }')
  docker secret ls --format '{{.Name}}' | { grep -Fxv -- "$used" || true; } | xargs -r docker secret rm >/dev/null
  docker config ls --format '{{.Name}}' | { grep -Fxv -- "$used" || true; } | xargs -r docker config rm >/dev/null
}
