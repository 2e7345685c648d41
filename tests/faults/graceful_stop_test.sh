#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# graceful_stop_test.sh: SIGTERM under writers, eight requests held in flight by a lock: all get their answers, the end is 0.
# Control: kill -9 at the same place must cut them.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

# Writers wait for the lock of a table while the service is told to stop, and get it before their time is over.
hold_writers() {
    psql -XAtqd "$THIDUA_DEPLOY_URL" -c "begin; lock table app.idempotency_keys in exclusive mode; select pg_sleep(0.6); commit" >/dev/null &
    HOLDER=$!
    sleep 0.25
}

make_durable
start_service THIDUA_LINGER_SECONDS=2
start_writers
count=$(rounds 2 10)
slowest=0 badly=0
for ((i = 0; i < count; i++)); do
    pause 100 400
    hold_writers
    begun=$(milliseconds)
    stop "$SERVER" || badly=$((badly + 1))
    took=$(($(milliseconds) - begun))
    ((took <= slowest)) || slowest=$took
    wait "$HOLDER"
    start_service THIDUA_LINGER_SECONDS=2
done
pause 100 200
stop_writers
result "SIGTERM in $count rounds" "cut $(of_writers .cut), ended badly $badly, longest stop $slowest ms"
same 'no request was cut' "$(of_writers .cut)" 0
same 'every stop ended with 0' "$badly" 0
check 'each within 10 s' test "$slowest" -le 10000

# ---- control ----
start_writers
hold_writers
kill -KILL "$SERVER"
wait "$SERVER" 2>/dev/null || :
wait "$HOLDER"
start_service THIDUA_LINGER_SECONDS=2
stop_writers
check "control: kill -9 cuts requests ($(of_writers .cut))" test "$(of_writers .cut)" -gt 0
stop "$SERVER"
