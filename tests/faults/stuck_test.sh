#!/usr/bin/env bash
# stuck_test.sh: a lock that is held, backends that hang, and all workers busy at once: every request ends in its time,
# who is not concerned is answered as before, and the probes of the operations port answer throughout.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
OPS=$(free_port)
start_service THIDUA_OPERATIONS_PORT="$OPS"
bearer="Authorization: Bearer $(token "$ACCOUNT" "$URL")"

# "status milliseconds" of a request on a connection of its own
ask() { # PATH [CURL…]
    curl -s -o "$WORK/answer.$BASHPID" -w '%{http_code} %{time_total}\n' --max-time 20 -H "$bearer" "$URL/api/v1/$1" "${@:2}" |
        awk '{printf "%s %d\n", $1, $2 * 1000}'
}
comment() { ask "submissions/$REPORT/comments" -H 'Content-Type: application/json' -d '{"text":"Đọc rồi."}'; }
slowest() { cut -d ' ' -f 2 "$@" | sort -n | tail -1; }
statuses() { cut -d ' ' -f 1 "$@" | sort | uniq -c | awk '{printf "%s%s × %s", (NR > 1 ? ", " : ""), $1, $2}'; }
probe_while() { # PROCESS: "status milliseconds" of each probe while it runs
    while kill -0 "$1" 2>/dev/null; do
        curl -s -o /dev/null -w '%{http_code} %{time_total}\n' --max-time 10 "http://127.0.0.1:$OPS/livez" | awk '{printf "%s %d\n", $1, $2 * 1000}'
        sleep 0.1
    done
}
check 'control: without a fault a comment is made' grep -q '^201 ' <(comment)

# ---- a lock that is held ----
hold() { # SECONDS
    psql -XAtqd "$THIDUA_DEPLOY_URL" -c "begin; lock table app.comments in exclusive mode; select pg_sleep($1); commit" >/dev/null &
    HOLDER=$!
    sleep 0.4
}
hold 4
for i in 1 2 3; do comment; done >"$WORK/locked" &
locked=$!
for i in {1..10}; do ask 'campaigns?limit=5'; done >"$WORK/others"
wait $locked
check "a lock held for 4 s: $(statuses "$WORK/locked"), slowest $(slowest "$WORK/locked") ms, at most 1,500" \
    test "$(grep -cE '^(409|503) ' "$WORK/locked") $(($(slowest "$WORK/locked") <= 1500))" = '3 1'
check "who is not concerned meanwhile: $(statuses "$WORK/others"), slowest $(slowest "$WORK/others") ms, at most 900" \
    test "$(grep -c '^200 ' "$WORK/others") $(($(slowest "$WORK/others") <= 900))" = '10 1'
wait "$HOLDER"

# ---- all workers wait at once ----
hold 5
for i in {1..64}; do comment >"$WORK/crowd.$i" & crowd[i]=$!; done
probe_while "$HOLDER" >"$WORK/probes" &
prober=$!
wait "${crowd[@]}"
crowd_answers=("$WORK"/crowd.*)
check "64 at once behind a lock: $(statuses "${crowd_answers[@]}"), slowest $(slowest "${crowd_answers[@]}") ms, at most 4,500" \
    test "$(cat "${crowd_answers[@]}" | grep -cE '^(201|409|503) ') $(($(slowest "${crowd_answers[@]}") <= 4500))" = '64 1'
check 'some of them were told to come again' grep -q '^503 ' "${crowd_answers[@]}"
wait "$HOLDER" "$prober"
check "the probe of the operations port meanwhile: $(statuses "$WORK/probes"), slowest $(slowest "$WORK/probes") ms, at most 250" \
    test "$(grep -vc '^200 ' "$WORK/probes") $(($(slowest "$WORK/probes") <= 250))" = '0 1'
check 'afterwards a comment is made' grep -q '^201 ' <(comment)

# ---- backends that hang ----
start_writers PAUSE=50
sleep 0.5
# Idle ones: stopped in the middle of its work, a backend would hold locks that all others need.
stopped=()
is_idle() { [[ $(sql "select state from pg_stat_activity where pid = $1") == idle ]]; }
while read -r backend; do
    kill -STOP "$backend"
    if is_idle "$backend"; then stopped+=("$backend"); else kill -CONT "$backend"; fi
done < <(sql "select pid from pg_stat_activity where usename = 'thidua_service' and state = 'idle' order by state_change desc limit 6")
begun=$SECONDS
for i in {1..24}; do ask 'campaigns?limit=5' >"$WORK/met.$i" & met[i]=$!; done
wait "${met[@]}"
sleep $((SECONDS - begun < 6 ? 6 - (SECONDS - begun) : 0))
kill -CONT "${stopped[@]}"
stop_writers || :
met_answers=("$WORK"/met.*)
check "${#stopped[@]} stopped backends: $(statuses "${met_answers[@]}"), slowest $(slowest "${met_answers[@]}") ms, at most 6,500; of writers $(of_writers .statuses), slowest $(of_writers .slowest_ms) ms" \
    test "$(cat "${met_answers[@]}" | grep -cE '^(200|503) ') $(($(slowest "${met_answers[@]}") <= 6500 && $(of_writers .slowest_ms) <= 6500))" = '24 1'
check 'control: somebody met one of them' test "$(cat "${met_answers[@]}" | grep -c '^503 ')" -gt 0
check 'the service never ended, and stops well' stop "$SERVER"
