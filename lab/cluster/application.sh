# shellcheck shell=bash
# shellcheck disable=SC2154 # what lab/lib.sh, lab/stacks.sh and lab/cluster/lib.sh set
# Sourced by lab/test: what a person does in NocoDB, by its own interface (https://nocodb.com/apis/v2/).

person='{"email": "lab@example.org", "password": "what nobody reads"}'
# Of the table that the person makes.
columns='[{"title": "Note", "column_name": "note", "uidt": "SingleLineText"},
  {"title": "File", "column_name": "file", "uidt": "Attachment"}]'

# web PATH [OPTIONS]: asks by HTTPS, as the Internet would.
web() {
  local path=$1
  shift
  curl -sS --insecure --fail-with-body -m 30 "$@" "https://$(address_of traefik)$path"
}

redirected() {
  curl -sS -m 30 -o /dev/null -w '%{http_code} %{redirect_url}' "http://$(address_of traefik)/" | grep '^30[18] https:'
}

# as_person PATH [OPTIONS]: asks as the person who has signed in.
as_person() {
  local path=$1
  shift
  web "$path" --header "xc-auth: $(<"$lab_directory/token")" "$@"
}

# Keeps the token of the answer, or else the one before.
token_of() {
  local answer token
  answer=$(cat)
  token=$(jq -er .token <<<"$answer") || { echo "$answer" && return 1; }
  echo "$token" >"$lab_directory/token"
}

# The first who signs up owns the place.
sign_up() { web /api/v1/auth/user/signup --json "$person" | token_of; }
sign_in() { web /api/v1/auth/user/signin --json "$person" | token_of; }

make_table() {
  local base
  base=$(as_person /api/v2/meta/bases --json '{"title": "Lab"}' | jq -er .id) &&
    as_person "/api/v2/meta/bases/$base/tables" --json "{\"title\": \"Notes\", \"table_name\": \"notes\", \"columns\": $columns}" |
    jq -er .id >"$lab_directory/table"
}

records() { as_person "/api/v2/tables/$(<"$lab_directory/table")/records" "$@"; }

write_note() { records --json "$(jq -cn --arg note "$1" '{Note: $note}')"; }

read_note() { records | jq -e --arg note "$1" '.list[] | select(.Note == $note)'; }

lacks_note() {
  local notes
  notes=$(records) && jq -e --arg note "$1" 'all(.list[]; .Note != $note)' <<<"$notes"
}

# upload TEXT: a file in a row of its own.
upload() {
  local attachment
  attachment=$(printf %s "$1" | as_person '/api/v2/storage/upload?path=lab' \
    --form 'file=@-;filename=an upload.txt;type=text/plain') &&
    records --json "$(jq -c '{Note: "with a file", File: .}' <<<"$attachment")"
}

read_upload() {
  local path
  path=$(records | jq -er '[.list[].File // empty | .[].path][0] | @uri | gsub("%2F"; "/")') &&
    as_person "/$path" | grep -Fx "$1"
}

# NocoDB is down rather than up and empty. Its pages, and what it says of its health, need no database.
application_is_down() { ! sign_in && ! records; }
