# shellcheck shell=bash

# ship_logs: sends to CloudWatch Logs what the journal has of the user data and of the duties since the last
# time; the journal's cursor says where that was. What could not be sent is sent the next time. It is a part of
# the user data too, so that a machine that fails at its start leaves its words behind.
ship_logs() {
  local at=/var/lib/vigie/journal-cursor new=/run/vigie/journal-cursor events=/run/vigie/log-events
  command -v jq >/dev/null || timeout 120 dnf -q -y install jq || return
  mkdir -p "${at%/*}"
  journalctl --sync
  read_journal "$(cat "$at" 2>/dev/null)" >"$events" || return
  jq -er .cursor "$events" >"$new" || return 0
  jq -e '.events == []' "$events" >/dev/null || put_events "$events" || return
  mv "$new" "$at"
}

# ship_logs_or_say: once that it cannot, and not over the reason of whatever ends.
ship_logs_or_say() {
  if ship_logs; then
    rm -f /run/vigie/log-unsent
  elif [[ ! -e /run/vigie/log-unsent ]]; then
    touch /run/vigie/log-unsent
    echo "vigie: CloudWatch did not take the log"
  fi
}

# As many lines as one call takes: not more than 1 MiB with 26 bytes for each, in the order of their times and
# within 24 hours (CloudWatch Logs API Reference, "PutLogEvents"). Prints them, and the cursor of the last.
read_journal() {
  journalctl --quiet --all --output json --output-fields MESSAGE ${1:+--after-cursor "$1"} \
    _SYSTEMD_UNIT=cloud-final.service + _SYSTEMD_UNIT=vigie-node.service |
    jq -s '.[:400] | (.[0].__REALTIME_TIMESTAMP // "0" | tonumber) as $first |
      map(select((.__REALTIME_TIMESTAMP | tonumber) < $first + 86000e6)) |
      {cursor: .[-1].__CURSOR, events: [.[] | {timestamp: (.__REALTIME_TIMESTAMP | tonumber / 1000 | floor),
        message: (.MESSAGE | if type == "array" then implode else . // "" end)[:600]} | select(.message != "")] |
        sort_by(.timestamp)}'
}

# The call lies in memory as a file: the AWS CLI reads its input twice.
put_events() {
  local call=/run/vigie/log-call
  jq -c --arg group "$LOG_GROUP" --arg stream "$HOST_NAME" \
    '{logGroupName: $group, logStreamName: $stream, logEvents: .events}' "$1" >"$call" || return
  try_to_put "$call" 2>/dev/null && return
  timeout 30 aws logs create-log-stream --log-group-name "$LOG_GROUP" --log-stream-name "$HOST_NAME" 2>/dev/null
  try_to_put "$call"
}

try_to_put() { timeout 30 aws logs put-log-events --cli-input-json "file://$1" >/dev/null; }
