#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# kill_service_test.sh: kill -9 of the service in the middle of writes: nothing acknowledged is lost, nothing is there twice.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
start_service
start_writers
times=()
for ((round = rounds_left = $(rounds 3 20); rounds_left > 0; rounds_left--)); do
    pause 50 500
    kill -KILL "$SERVER"
    wait "$SERVER" 2>/dev/null || :
    start_service
    times+=("$READY_AFTER")
done
pause 200 400
stop_writers
p99=$(printf '%s\n' "${times[@]}" | percentile_99)
result "kill -9 of the service in $round rounds" "ready again after $p99 ms in 99 of 100"
planted_is_told
stop "$SERVER"
