#!/usr/bin/env bash
# outage_test.sh: PostgreSQL restarted under writers: clients are told when to come back, and the service goes on by itself.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
start_service
start_writers PAUSE=20
count=$(rounds 2 10)
for ((i = 0; i < count; i++)); do
    pause 300 900
    stop_postgres
    start_postgres
done
sleep 1
stop_writers
result "PostgreSQL restarted $count times" "longest time without an acknowledgement $(of_writers .gap_ms) ms, slowest answer $(of_writers .slowest_ms) ms"
same 'nobody heard more than 201 and 503' "$(of_writers '.statuses | keys - ["201", "503"]')" '[]'
same 'every 503 says when to come back' "$(of_writers .without_retry_after)" 0
check 'control: there were 503s' test "$(of_writers '.statuses["503"] // 0')" -gt 0
check 'the service never ended' kill -0 "$SERVER"
check 'and stops well' stop "$SERVER"
