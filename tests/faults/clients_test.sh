#!/usr/bin/env bash
# clients_test.sh: clients that leave in the middle, are slow, or only hold connections: somebody else is answered within
# 250 ms, ten times of ten, and afterwards the service holds no more than before.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
start_service
TOKEN=$(token "$ACCOUNT" "$URL")
export TOKEN
descriptors() { find "/proc/$SERVER/fd" -mindepth 1 | wc -l; }
resident() { awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$SERVER/status"; }
campaigns() { sql 'select count(*) from app.campaigns'; }

suffer() { # KIND COUNT SECONDS WORDS
    node tests/faults/clients.mjs "$1" "$2" "$3" >"$WORK/$1.json" 2>"$WORK/$1.err" || cat "$WORK/$1.err"
    read -r opened slow slowest < <(jq -r '"\(.opened) \(.slow_or_failed) \(.slowest_ms)"' "$WORK/$1.json")
    check "$4: $opened connections, $((10 - slow)) of 10 probes within 250 ms, slowest $slowest ms, $(resident) MB, $(descriptors) descriptors" \
        test "$slow $opened" = "0 $2"
}

suffer idle 10 1 'control: hardly anybody'
before=$(campaigns)
suffer gone "$(rounds 500 5000)" 2 'gone in the middle of a body'
same 'nothing was made of half a body' "$(campaigns)" "$before"
suffer headers 1000 10 'slow headers'
suffer bodies 1000 10 'slow bodies'
suffer readers 300 5 'asked and not read'
suffer idle 2000 3 'idle'
back() { (($(descriptors) < 60)); }
check "and all of it is let go again" wait_for 40 back
check "at most 100 MB ($(resident))" test "$(resident)" -le 100
check 'the service never ended, and stops well' stop "$SERVER"
