#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# clock_test.sh: the service's machine has another hour than the database's, or is set while it runs: the database's decides,
# two instances agree on every token, key, id and cursor, and nobody waits longer for it.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

FAKE=$(find /usr/lib -name libfaketime.so.1 2>/dev/null | head -1)
if [[ ! $FAKE || $PROGRAM == *sanitized* ]]; then
    echo "skipped $NAME: wants libfaketime and the program without sanitizers (make faults)"
    exit 0
fi
make_durable
skewed() { # CLOCK-FILE: settings of a service that takes its hour from there
    echo "LD_PRELOAD=$FAKE" FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_NO_CACHE=1 "FAKETIME_TIMESTAMP_FILE=$1"
}
ask() { # URL TOKEN PATH [CURL…]: the status
    curl -s -o "$WORK/got" -D "$WORK/head" -w '%{http_code}' --max-time 10 -H "Authorization: Bearer $2" "$1/api/v1/$3" "${@:4}" || :
}
times() { node tests/faults/tokens.mjs "$@"; }
hour() { sql 'select floor(extract(epoch from clock_timestamp()))::bigint'; }
campaign() { # URL CODE [CURL…]: the id
    ask "$1" "$TOKEN" campaigns -H 'Content-Type: application/json' "${@:3}" -d "{\"code\":\"$2\",\"title\":\"$2\",\"kind\":\"movement\",\"starts_on\":\"2025-07-01\",\"ends_on\":\"2025-12-31\"}" >/dev/null
    jq -r .id "$WORK/got"
}
near() { (($1 >= $2 - 5 && $1 <= $2 + 5)); }

start_service
right=$URL RIGHT=$SERVER
count=$(rounds 1 1)
for skew in -1d -10m +10m +1d; do
    clock=$WORK/clock$skew
    echo "$skew" >"$clock"
    PORT=$(free_port) URL=http://127.0.0.1:$PORT LOG=$WORK/service$skew.log
    # shellcheck disable=SC2046 # words without blanks
    start_service $(skewed "$clock")
    other=$URL
    theirs=$(date -d "$(jq -r 'select(.event == "listening").time' "$LOG")" +%s)
    check "control: the machine's clock is $skew from the database's ($((theirs - $(hour))) s)" test "$(((theirs - $(hour)) / 300 != 0))" = 1
    check "$skew: the log says so" grep -q '"event":"clock_apart"' <(sleep 0.3; cat "$LOG")
    TOKEN=$(token "$ACCOUNT" "$other")
    check "$skew: a token begins by the database's clock" near "$(times iat "$TOKEN")" "$(hour)"
    same "$skew: it opens here and at an instance whose clock is right" "$(ask "$other" "$TOKEN" 'campaigns?limit=1') $(ask "$right" "$TOKEN" 'campaigns?limit=1')" '200 200'
    same "$skew: one of that instance opens here" "$(ask "$other" "$(token "$ACCOUNT" "$right")" 'campaigns?limit=1')" 200
    now=$(hour)
    ended=$(times forge "$TOKEN" "$THIDUA_JWT_KEY_FILE" $((now - 600)) $((now - 5)))
    alive_yet=$(times forge "$TOKEN" "$THIDUA_JWT_KEY_FILE" $((now - 600)) $((now + 60)))
    same "$skew: a token that ended five seconds ago is refused, one that has a minute left is not" "$(ask "$other" "$ended" 'campaigns?limit=1') $(ask "$other" "$alive_yet" 'campaigns?limit=1')" '401 200'
    ids=()
    for i in 1 2 3; do ids+=("$(campaign "$right" "DH$SEED${skew/+/P}-$i-A")" "$(campaign "$other" "DH$SEED${skew/+/P}-$i-B")"); done
    same "$skew: ids made by turns are in their order" "$(printf '%s\n' "${ids[@]}" | LC_ALL=C sort -u | tr '\n' ' ')" "$(printf '%s\n' "${ids[@]}" | tr '\n' ' ')"
    key="K$SEED$skew"
    first=$(campaign "$other" "DHK$SEED${skew/+/P}" -H "Idempotency-Key: $key")
    again=$(campaign "$right" "DHK$SEED${skew/+/P}" -H "Idempotency-Key: $key")
    same "$skew: a key is known to the other instance" "$again $(grep -ci '^idempotency-replayed: true' "$WORK/head")" "$first 1"
    ask "$other" "$TOKEN" 'campaigns?limit=3' >/dev/null
    cursor=$(jq -r .page.cursor "$WORK/got") pages=$(jq -r '.items[].id' "$WORK/got")
    ask "$right" "$TOKEN" "campaigns?limit=3&cursor=$cursor" >/dev/null
    pages+=" $(jq -r '.items[].id' "$WORK/got")"
    ask "$right" "$TOKEN" 'campaigns?limit=6' >/dev/null
    same "$skew: a cursor leads on at the other instance" "$(tr '\n' ' ' <<<"$pages" | xargs)" "$(jq -r '.items[].id' "$WORK/got" | xargs)"
    check "$skew: it stops well" stop "$SERVER"
done

# ---- set while it runs ----
clock=$WORK/clock
echo +0 >"$clock"
PORT=$(free_port) URL=http://127.0.0.1:$PORT LOG=$WORK/service.set.log
export URL
# shellcheck disable=SC2046
start_service $(skewed "$clock")
start_writers PAUSE=10
steps=(+1d -1d +10m -10m +0 -1d +1d)
count=$(rounds 7 60)
for ((i = 0; i < count; i++)); do
    echo "${steps[i % ${#steps[@]}]}" >"$clock"
    pause 200 500
done
psql -XAtqd "$THIDUA_DEPLOY_URL" -c 'begin; lock table app.comments in exclusive mode; select pg_sleep(3); commit' >/dev/null &
sleep 0.3
echo -1d >"$clock"
bearer=$(token "$ACCOUNT" "$URL")
begun=$(milliseconds)
status=$(ask "$URL" "$bearer" "submissions/$REPORT/comments" -H 'Content-Type: application/json' -d '{"text":"Đợi khóa."}')
took=$(($(milliseconds) - begun))
wait $!
echo +1d >"$clock"
sleep 0.3
stop_writers
result "the clock set $count times by up to two days under writers" "slowest answer $(of_writers .slowest_ms) ms, longest time without an acknowledgement $(of_writers .gap_ms) ms"
same 'nobody was refused for the hour' "$(of_writers '.statuses | keys - ["201", "409", "503"]')" '[]'
check "a lock is waited for as long as always while the clock is set back ($status after $took ms)" test "$((took >= 700 && took <= 2500))" = 1
echo -1d >"$clock"
begun=$(milliseconds)
check 'it stops well after its clock was set back' stop "$SERVER"
check "and as soon as always ($(($(milliseconds) - begun)) ms)" test $(($(milliseconds) - begun)) -le 5000
days=$(jq -r '.time[0:10]' "$LOG" | sort -u | wc -l)
check "control: the log has lines of $days days" test "$days" -ge 3
stop "$RIGHT"
