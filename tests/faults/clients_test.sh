#!/usr/bin/env bash
# clients_test.sh: clients that leave in the middle, are slow, do not read, or only hold connections, before the service
# itself and before the proxy that ships: somebody else is answered within 250 ms, ten times of ten, without and with a
# question to the database; afterwards the service holds no more than before.
# Control: with all workers waiting for a lock, the same probes are late.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
start_service
TOKEN=$(token "$ACCOUNT" "$URL")
export TOKEN
bearer="Authorization: Bearer $TOKEN"
DIRECT=$URL
descriptors() { find "/proc/$SERVER/fd" -mindepth 1 | wc -l; }
resident() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$SERVER/status"; }
campaigns() { sql 'select count(*) from app.campaigns'; }

# Each on a connection of its own; milliseconds, 9999 for no answer or a bad one.
probe() { # PATH
    curl -sk -o /dev/null --max-time 8 -H "$bearer" -w '%{http_code} %{time_total}\n' "$URL$1" | awk '{print $1 == 200 ? int($2 * 1000) : 9999}'
}
probes() { # FILE: ten of each, in two files
    local i
    : >"$1.plain" && : >"$1.asking"
    for ((i = 0; i < 10; i++)); do
        probe /livez >>"$1.plain"
        probe '/api/v1/campaigns?limit=5' >>"$1.asking"
        sleep 0.1
    done
}
late() { awk '$1 > 250' "$@" | wc -l; }
slowest() { sort -n "$@" | tail -1; }

suffer() { # KIND COUNT WORDS
    local attackers held
    : >"$WORK/$1.out"
    node tests/faults/clients.mjs "$1" "$2" 60 >"$WORK/$1.out" 2>"$WORK/$1.err" &
    attackers=$!
    wait_for 30 grep -q ready "$WORK/$1.out" || cat "$WORK/$1.err"
    probes "$WORK/$1"
    held="$(resident) MB, $(descriptors) descriptors"
    kill "$attackers" || cat "$WORK/$1.err"
    wait "$attackers" || :
    check "$place, $3: $2 at once, $((10 - $(late "$WORK/$1.plain"))) and $((10 - $(late "$WORK/$1.asking"))) of 10 probes within 250 ms, slowest $(slowest "$WORK/$1.plain") and $(slowest "$WORK/$1.asking") ms, $held" \
        test "$(late "$WORK/$1.plain" "$WORK/$1.asking")" = 0
}

suffer_all() { # KINDS='readers lists' COUNT=300: only these
    if [[ ${KINDS:-} ]]; then
        for kind in $KINDS; do suffer "$kind" "${COUNT:-300}" "$kind"; done
        return
    fi
    suffer idle 10 'hardly anybody'
    suffer gone "$(rounds 500 5000)" 'gone in the middle of a body'
    suffer headers 1000 'slow headers'
    suffer bodies 1000 'slow bodies'
    suffer big 100 'slow bodies of a megabyte'
    suffer readers 300 'a page of 0.9 MB asked and not read'
    suffer lists 300 'a long list asked and not read'
    suffer halves 1000 'closed after asking'
    suffer pipelines 200 'a hundred requests at once on each connection'
    suffer churn 200 'come and gone, 50 times a second each'
    suffer idle 3000 'idle'
}

before=$(campaigns)
place=direct
suffer_all
same 'nothing was made of half a body' "$(campaigns)" "$before"
back() { (($(descriptors) < 80)); }
check 'and all of it is let go again' wait_for 40 back
check "at most 100 MB ($(resident))" test "$(resident)" -le 100

start_nginx "$PORT"
URL=$PROXY place='behind the proxy'
export ADDRESSES=40
suffer_all
cut_off() { URL=$1 node tests/faults/clients.mjs headers 20 9 | tail -1 | jq .ended_by_service; } # of 20 whose headers take for ever
same 'behind the proxy whose headers take for ever is cut off within nine seconds, of 20' "$(cut_off "$PROXY")" 20
same 'control: past the proxy a byte now and then is enough, of 20' "$(cut_off "$DIRECT")" 0
URL=$DIRECT
check 'all of it is let go again' wait_for 40 back

# ---- control ----
place=control
psql -XAtqd "$THIDUA_DEPLOY_URL" -c 'begin; lock table app.campaigns in access exclusive mode; select pg_sleep(4)' >/dev/null &
holder=$!
sleep 0.3
probes "$WORK/control"
check "control: beside a lock $(late "$WORK/control.asking") of 10 probes are late" test "$(late "$WORK/control.asking")" -gt 0
wait "$holder"
check 'the service never ended, and stops well' stop "$SERVER"
