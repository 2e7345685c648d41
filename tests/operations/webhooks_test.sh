#!/usr/bin/env bash
# webhooks_test.sh: what a receiver is sent and when: the event and its signatures, the log, waits, order and dead letters,
# redelivery and replay, a receiver that is gone, redirects, slow and endless answers, the wall, TLS, and an owner who leaves.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
sql() { psql -XAtqd "$THIDUA_DEPLOY_URL" -v ON_ERROR_STOP=1 -c "set client_min_messages = warning" -c "set search_path = app, extensions" -c "$1"; }
SECRETS=$WORK/secrets JOURNAL=$WORK/journal
: >"$SECRETS"
: >"$JOURNAL"
receiver=$(free_port)
setpriv --pdeathsig KILL node tests/support/receiver.mjs "$receiver" "$SECRETS" "$JOURNAL" >"$WORK/receiver.log" 2>&1 &
children+=($!)
port=$(free_port) operations=$(free_port)
settings=(THIDUA_WEBHOOK_NETWORKS=127.0.0.1 THIDUA_WEBHOOK_HTTP=on THIDUA_WEBHOOK_PORTS=1024-65535 THIDUA_WEBHOOK_SECONDS=1)
OPERATIONS_PORT=$operations serve "$port" "${settings[@]}" http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 all_proxy=http://127.0.0.1:9
server=$SERVER
wait_for 10 grep -q listening "$WORK/receiver.log"
api=http://127.0.0.1:$port/api/v1
admin=$(token thanh-pho-kon-tum.admin "http://127.0.0.1:$port")
reviewer=$(token thanh-pho-kon-tum.reviewer "http://127.0.0.1:$port")

ask() { curl -sS --oauth2-bearer "$admin" "$@"; }
register() { # PATH [BODY]: the id; the secret goes to the receiver
    local made
    made=$(ask "$api/webhooks" --json "$(jq -nc --arg url "http://127.0.0.1:$receiver$1" "{name: \"Kho\", url: \$url, types: [\"campaign\"]} + ${2:-{\}}")")
    jq -r .secret <<<"$made" >>"$SECRETS"
    jq -r .id <<<"$made"
}
shown() { ask "$api/webhooks/$1" | jq -r "$2"; }
deliveries() { ask "$api/webhooks/$1/deliveries?sort=created_at" | jq -c "$2"; }
change() { # WEBHOOK BODY
    local tag
    tag=$(ask -o /dev/null -D - "$api/webhooks/$1" | tr -d '\r' | sed -n 's/^ETag: //Ip')
    ask -o /dev/null -w '%{http_code}' -X PATCH "$api/webhooks/$1" -H "If-Match: $tag" -H 'Content-Type: application/merge-patch+json' -d "$2"
}
came() { jq -c "select(.path == \"$1\") | ${2:-.}" "$JOURNAL"; }
arrived() { (($(came "$1" | wc -l) >= $2)); }
becomes() { [[ $(shown "$1" "$2") == "$3" ]]; } # WEBHOOK FILTER WANTED
logged() { [[ $(deliveries "$1" "$2") == "$3" ]]; }
draft() { # CODE: a new campaign of the city
    curl -sS --oauth2-bearer "$reviewer" "$api/campaigns" --json "{\"code\":\"$1\",\"title\":\"Thi đua $1\",\"kind\":\"plan\"}" | jq -r .id
}

# ---- an event ----
hook=$(register /hook)
campaign=$(draft HOOK-1)
check 'a change is delivered within three seconds' wait_for 3 arrived /hook 1
same 'what is sent' "$(came /hook .body | head -1 | jq -r . | jq -c '[.specversion, .type, .subject, .source, .datacontenttype, .data.id, .data.state, .data.version, (.data | keys)]')" \
    "[\"1.0\",\"campaign.created\",\"/campaigns/$campaign\",\"/api/v1\",\"application/json\",\"$campaign\",\"draft\",1,[\"id\",\"state\",\"unit\",\"version\"]]"
same 'signed, by one secret' "$(came /hook '[.valid, .same, .signatures]')" '[true,true,1]'
same 'the log says so' "$(deliveries "$hook" '[.items[] | [.state, .status, .attempts, .type, (.log | length)]]')" '[["delivered",204,0,"campaign.created",1]]'

# ---- verified by who receives it: by what the page gives to be pasted, and by a library of others ----
tests/clients/install
letter=$(came /hook | head -1)
part() { jq -r ".$1" <<<"$letter"; }
printf %s "$(part body)" >"$WORK/body"
sed 's/draft/drift/' "$WORK/body" >"$WORK/forged"
snippet() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d;p}" docs/integrators.md; }
by_sh() { # SECRET ID TIMESTAMP SIGNATURE <BODY
    mkdir -p "$WORK/sh" && cat >"$WORK/sh/body"
    snippet sh >"$WORK/sh/verify.sh"
    [[ $4 == "v1,$(cd "$WORK/sh" && secret=$1 id=$2 timestamp=$3 bash verify.sh)" ]]
}
by_python() {
    python3 -c "$(snippet python)
import sys
sys.exit(not verified(sys.argv[1], dict(zip(('webhook-id', 'webhook-timestamp', 'webhook-signature'), sys.argv[2:])), sys.stdin.buffer.read()))" "$@"
}
by_library() { node tests/clients/webhook.mjs "$@"; }
for who in by_sh by_python by_library; do
    genuine() { $who "$(head -1 "$SECRETS")" "$(part id)" "$(part timestamp)" "$(part signature)" <"$WORK/$1"; }
    check "the delivery is genuine $who" genuine body
    check "control: not with another body, $who" eval '! genuine forged'
done

# ---- a ping, and two secrets while they rotate ----
rotated=$(ask "$api/webhooks/$hook/secrets" --json '{"previous_good_hours": 1}')
head -1 "$SECRETS" >"$WORK/old"
ask -o /dev/null -X POST "$api/webhooks/$hook/pings"
check 'a ping arrives' wait_for 3 arrived /hook 2
same 'signed by both secrets, so that who knows the old one can verify it' "$(came /hook '[.type, .valid, .signatures]' | tail -1)" '["ping",true,2]'
jq -r .secret <<<"$rotated" >"$SECRETS"
sql "update webhook_secrets set good_until = now() where good_until is not null"
ask -o /dev/null -X POST "$api/webhooks/$hook/pings"
check 'and another one' wait_for 3 arrived /hook 3
same 'after that by the new one alone' "$(came /hook '[.type, .valid, .signatures]' | tail -1)" '["ping",true,1]'

# ---- pausing ----
same 'it is paused' "$(change "$hook" '{"state":"paused"}') $(shown "$hook" '[.state, .reason] | join(" ")')" '200 paused asked'
draft HOOK-2 >/dev/null
same 'a ping is refused meanwhile' "$(ask -o /dev/null -w '%{http_code}' -X POST "$api/webhooks/$hook/pings")" 409

# ---- waits, order, dead letters ----
sql "delete from webhook_retries"
sql "insert into webhook_retries values (1, '300 ms'), (2, '300 ms')"
broken=$(register /broken) once='{types: ["campaign.created"]}'
gone=$(register /gone "$once") moved=$(register /moved "$once") slow=$(register /slow "$once") long=$(register /long "$once")
campaign=$(draft HOOK-3)
sql "update campaigns set theme = 'Một' where id = '$campaign'"
check 'after the last attempt it is a dead letter' wait_for 15 becomes "$broken" .dead 2
same 'to who is paused nothing came meanwhile' "$(came /hook | wc -l)" 3
change "$hook" '{"state":"active"}' >/dev/null
check 'it comes afterwards, in order' wait_for 3 arrived /hook 6
same 'a thing waits for what came before: three attempts of the first, then three of the second' \
    "$(came /broken .type | uniq -c | tr -s ' ' | tr '\n' ';')" ' 3 "campaign.created"; 3 "campaign.changed";'
same 'attempts keep their event' "$(came /broken .id | sort | uniq -c | awk '{print $1}' | tr '\n' ' ')" '3 3 '
same 'the log has each attempt, and a readable piece of the answer' \
    "$(deliveries "$broken" '[.items[0] | .state, .attempts, .status, .answer, (.log | length), .next_attempt_at]')" '["dead",3,500,"Có lỗi  rồi",3,null]'
same 'dead letters are listed' "$(ask "$api/webhooks/$broken/deliveries?state=dead&count=true" | jq .page.total)" 2

# ---- a receiver that is gone, redirects, answers late or without end: of the same campaign ----
check '410 disables a webhook' wait_for 5 becomes "$gone" '[.state, .reason] | join(" ")' 'disabled receiver_gone'
check 'a redirect is a failure' wait_for 5 logged "$moved" '.items[0] | [.status, .state]' '[302,"dead"]'
same 'and is not followed: three requests, each to the address that was named' "$(came /moved .answered | tr '\n' ' ')" '302 302 302 '
check 'an answer without end is read to a bound, and its status counts' wait_for 5 logged "$long" '.items[0] | [.status, .state, (.answer | length)]' '[200,"delivered",500]'
check 'who answers too late is given up in time' wait_for 10 logged "$slow" '.items[0] | [.error, .state, (.milliseconds >= 1000 and .milliseconds < 1500)]' '["timed_out","dead",true]'
same 'dead letters are counted' "$(curl -s "http://127.0.0.1:$operations/metrics" | sed -n 's/^thidua_webhook_attempts_total{outcome="dead"} //p')" 4
check 'a disabled webhook works again when it is told to' test "$(change "$gone" "{\"state\":\"active\",\"url\":\"http://127.0.0.1:$receiver/hook\"}")" = 200
check 'and what waited is delivered' wait_for 5 becomes "$gone" .waiting 0

# ---- TLS: who vouches for the receiver ----
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$WORK/tls.key" -out "$WORK/tls.pem" 2>/dev/null
tls=$(free_port)
node -e "const {readFileSync: r} = require('fs'); require('https').createServer({key: r('$WORK/tls.key'), cert: r('$WORK/tls.pem')}, (q, s) => q.resume().on('end', () => s.writeHead(200).end())).listen($tls, '127.0.0.1')" &
children+=($!)
secure=$(ask "$api/webhooks" --json "{\"name\":\"TLS\",\"url\":\"https://127.0.0.1:$tls/\",\"types\":[\"campaign\"]}" | jq -r .id)
ask -o /dev/null -X POST "$api/webhooks/$secure/pings"
check 'a certificate that nobody vouches for is refused' wait_for 10 logged "$secure" '.items[0].error' '"certificate_refused"'

# ---- redelivery and replay ----
change "$broken" "{\"url\":\"http://127.0.0.1:$receiver/hook\"}" >/dev/null
before=$(came /hook | wc -l)
dead=$(deliveries "$broken" '.items[] | select(.type == "campaign.created").id' | tr -d '"')
same 'a dead letter is sent again' "$(ask -o /dev/null -w '%{http_code}' -X POST "$api/deliveries/$dead/redeliveries")" 201
check 'and arrives' wait_for 3 arrived /hook $((before + 1))
same 'under the id it had' "$(came /hook .id | tail -1)" "$(came /broken .id | head -1)"
same 'its log goes on' "$(ask "$api/deliveries/$dead" | jq -c '[.state, .status, (.log | length)]')" '["delivered",204,4]'
change "$hook" '{"state":"paused"}' >/dev/null
before=$(came /hook | wc -l)
change "$broken" '{"types":[]}' >/dev/null
ask -o /dev/null "$api/webhooks/$broken/replays" --json '{"from":"2000-01-01T00:00:00Z"}'
replayed() { (($(sql "select count(*) from webhook_deliveries where webhook_id = '$broken' and state = 'delivered'") > 100)); }
check 'a replay brings everything that is kept, also from before there was a webhook' wait_for 20 replayed
change "$hook" '{"state":"active"}' >/dev/null

# ---- the wall ----
aside=$(free_port)
local_name=$(register /hook)
change "$local_name" "{\"url\":\"http://localhost:$receiver/hook\"}" >/dev/null
refused() { ask "$api/webhooks" --json "{\"name\":\"x\",\"url\":\"$1\"}" | jq -r '.errors[0].code'; }
same 'private networks, other ports, users and clear text are refused' \
    "$(refused https://10.0.0.1:8443/) $(refused https://kho.example.vn:22/) $(refused https://a:b@kho.example.vn/) $(refused ftp://kho.example.vn/)" \
    'webhook_url_out_of_reach webhook_url_out_of_reach webhook_url_unreadable webhook_url_not_encrypted'
serve "$aside" THIDUA_WEBHOOK_NETWORKS=127.0.0.2 THIDUA_WEBHOOK_HTTP=on THIDUA_WEBHOOK_PORTS=1024-65535 THIDUA_WEBHOOK_SECONDS=1
walled=$SERVER
stop "$server" || echo 'not ok the service did not end well'
api=http://127.0.0.1:$aside/api/v1
before=$(came /hook | wc -l)
draft HOOK-5 >/dev/null
fails_by_name() { [[ $(ask "$api/webhooks/$local_name/deliveries" | jq -c '.items[0] | [.error, .status]') == '["address_refused",null]' ]]; }
check 'a name is judged by the address it leads to, when the socket is opened' wait_for 10 fails_by_name
same 'nothing went through' "$(came /hook | wc -l)" "$before"
stop "$walled" || echo 'not ok the service did not end well'

# ---- a file of authorities, and a newer key: `thidua reseal` puts the secrets under it ----
sql "update webhooks set state = 'paused', reason = 'asked', stopped_at = now() where state = 'active' and id not in ('$secure', '$hook')"
cp --preserve=mode "$THIDUA_WEBHOOK_KEY_FILE" "$WORK/webhook.keys"
"$PROGRAM" webhook-key "$WORK/webhook.keys" newer
export THIDUA_WEBHOOK_KEY_FILE=$WORK/webhook.keys
resealed=$("$PROGRAM" reseal 2>&1)
same 'all secrets are sealed under it' "$(sed -n 's/^reseal: [1-9][0-9]* secrets of webhooks sealed under //p' <<<"$resealed") $(sql "select string_agg(distinct key_id, ' ') from webhook_secrets")" 'newer, 0 left newer'
serve "$port" "${settings[@]}" THIDUA_WEBHOOK_CA_FILE="$WORK/tls.pem"
api=http://127.0.0.1:$port/api/v1
before=$(came /hook | wc -l)
ask -o /dev/null -X POST "$api/webhooks/$secure/pings"
ask -o /dev/null -X POST "$api/webhooks/$hook/pings"
check 'a certificate that the file of authorities vouches for is not refused' wait_for 5 logged "$secure" '.items[-1] | [.state, .status]' '["delivered",200]'
comes_signed() { came /hook '[.type, .valid]' | tail -n +$((before + 1)) | grep -qx '\["ping",true\]'; }
check 'a receiver notices nothing of the newer key: its secret is as it was' wait_for 5 comes_signed

# ---- whose eyes ----
# Reports are read by their unit, those above it, and the issuer; the replay told of all.
told() { sql "select count(*) from webhook_deliveries d join webhooks w on w.id = d.webhook_id join submissions s on s.id = d.thing_id where $1 and not (s.issuer_id = w.unit_id
    or exists (select from unit_reach r where r.viewer_id = w.unit_id and r.unit_id = s.unit_id))"; }
same 'no event tells of a report that the owner does not read' "$(told true)" 0
check 'control: there are such reports, and others that were told of' test "$(sql "select count(*) > 0 from submissions s where s.id in (select thing_id from outbox)
    and s.id not in (select thing_id from webhook_deliveries)") $(sql "select count(*) > 0 from webhook_deliveries where type like 'submission.%'")" = 't t'
sql "update users set state = 'locked' where username = 'thanh-pho-kon-tum.admin'"
stopped() { [[ $(sql "select state || ' ' || reason from webhooks where id = '$secure'") == 'disabled owner_left' ]]; }
check 'an owner who is locked stops it, and it says so' wait_for 5 stopped

# ---- where secrets are not ----
pg_dump "$THIDUA_DEPLOY_URL" >"$WORK/dump.sql"
planted=$(tail -1 "$SECRETS")
cat "$WORK/old" >>"$SECRETS"
in_clear() { grep -cF -f <(sed 's/^whsec_//' "$SECRETS") "$@" | awk -F: '{n += $NF} END {print n}'; }
same 'no secret stands in the database, its audit, or the log' "$(in_clear "$WORK/dump.sql" "$WORK"/service.*.log)" 0
check 'control: one that stands there is found' test "$( (cat "$WORK/dump.sql"; echo "$planted") | in_clear)" = 1
stop "$SERVER" || echo 'not ok the service did not end well'
