#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# graceful_stop_test.sh: SIGTERM under writers, eight requests held in flight by a lock: all get their answers, the probe says
# at once that it leaves, the end is 0; who does not read does not hold it up for ever. Control: kill -9 at the same place must cut them.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

# Writers wait for the lock of a table while the service is told to stop, and get it before their time is over.
hold_writers() {
    psql -XAtqd "$THIDUA_DEPLOY_URL" -c "begin; lock table app.idempotency_keys in exclusive mode; select pg_sleep(0.6); commit" >/dev/null &
    HOLDER=$!
    sleep 0.25
}

make_durable
OPS=$(free_port)
probe() { curl -s -o /dev/null -w '%{http_code}' --max-time 5 "http://127.0.0.1:$OPS/readyz" || :; }
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
start_service THIDUA_LINGER_SECONDS=2 THIDUA_OPERATIONS_PORT="$OPS"
stop_writers
check "control: kill -9 cuts requests ($(of_writers .cut))" test "$(of_writers .cut)" -gt 0

# ---- what its probe says meanwhile ----
before=$(probe)
node tests/faults/clients.mjs idle 1 30 >"$WORK/idle.out" & # whom it waits for
idle=$!
wait_for 10 grep -q ready "$WORK/idle.out"
kill -TERM "$SERVER"
sleep 0.2
same 'the probe says that it leaves as soon as it is told to' "$before $(probe)" '200 503'
check 'and it ends well' wait "$SERVER"
kill "$idle"

# ---- who has asked and does not read ----
[[ ! ${LONG:-} ]] || {
    start_service
    node tests/faults/clients.mjs hoarders 3 30 >"$WORK/deaf.out" &
    deaf=$!
    wait_for 10 grep -q ready "$WORK/deaf.out"
    sleep 0.5
    begun=$(milliseconds)
    check 'who does not read what was asked for is cut off' stop "$SERVER"
    took=$(($(milliseconds) - begun))
    check "after eight seconds ($took ms), and the log says so" test "$((took >= 7500 && took <= 12000)) $(grep -c drain_cut_short "$WORK/service.log")" = '1 1'
    kill "$deaf"
}
