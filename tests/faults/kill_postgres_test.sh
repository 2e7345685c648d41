#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# kill_postgres_test.sh: kill -9 of PostgreSQL, postmaster and children, in the middle of writes: nothing acknowledged is
# lost, and the service goes on by itself. Control: with synchronous_commit=off the same must lose something.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

# Kills and starts PostgreSQL; how long the next acknowledgement took after it accepts goes into `times`.
round() {
    local accepts known
    pause 200 900
    kill_postgres
    start_postgres
    accepts=$(milliseconds)
    known=$(wc -l <"$LEDGER")
    until (($(wc -l <"$LEDGER") > known)); do
        (($(milliseconds) < accepts + 30000)) || return 1
        sleep 0.01
    done
    times+=($(($(milliseconds) - accepts)))
}

make_durable
start_service
times=()
start_writers
count=$(rounds 1 3)
for ((i = 0; i < count; i++)); do round; done
pause 200 400
stop_writers
result "kill -9 of PostgreSQL in $count rounds" "writing again at most $(printf '%s\n' "${times[@]}" | sort -n | tail -1) ms after it accepts"
check 'the service never ended' kill -0 "$SERVER"
same 'clients were told to come back, and when' "$(of_writers .without_retry_after)" 0

# ---- control ----
sql "alter system set synchronous_commit = off"
sql "alter system set wal_writer_delay = '10s'"
sql 'select pg_reload_conf()' >/dev/null
not_ready() { ! ready; }
check 'a database that may forget is not ready' wait_for 5 not_ready
lost=0
for ((i = 1; i <= 5 && lost == 0; i++)); do
    start_writers
    round
    stop_writers
    judged=$(judge)
    read -r acknowledged lost _ <<<"$judged"
done
check "control: without synchronous_commit $lost of $acknowledged are told as lost after $((i - 1)) rounds" test "$lost" -gt 0
stop "$SERVER"
