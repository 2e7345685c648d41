#!/usr/bin/env bash
# hung_test.sh: of two instances behind the proxy that ships one hangs: whoever may be asked again is answered by the other,
# and a whole list is not cut. Control: a write without a key that met the hung one is not sent twice.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
start_service
first=$SERVER
one=$PORT PORT=$(free_port)
URL=http://127.0.0.1:$PORT
start_service
NGINX_UNLIMITED=' 127.0.0.0/8 0;' start_nginx "$one" "$PORT"
URL=$PROXY
bearer="Authorization: Bearer $(token "$ACCOUNT" "$URL")"

ask() { # PATH [CURL…]: "status milliseconds"
    curl -sk -o /dev/null -w '%{http_code} %{time_total}\n' --max-time 25 -H "$bearer" "$URL/api/v1/$1" "${@:2}" | awk '{printf "%s %d\n", $1, $2 * 1000}'
}
all() { # NAME: twelve at once, each as the function of that name asks
    local i asking=()
    for ((i = 0; i < 12; i++)); do "$1" "$i" >"$WORK/$1.$i" & asking+=("$!"); done
    wait "${asking[@]}"
    cat "$WORK/$1".*
}
slowest() { cut -d ' ' -f 2 | sort -n | tail -1; }
reads() { ask 'campaigns?limit=5'; }
comment() { ask "submissions/$REPORT/comments" -H 'Content-Type: application/json' -d '{"text":"Treo."}' "$@"; }
keyed() { comment -H "Idempotency-Key: K$SEED-hung-$1"; }
unkeyed() { comment; }

kill -STOP "$first"
answers=$(all reads)
check "one of two instances hangs: $(grep -c '^200 ' <<<"$answers") of 12 reads answered, slowest $(slowest <<<"$answers") ms, at most 14,000" \
    test "$(grep -c '^200 ' <<<"$answers") $(($(slowest <<<"$answers") <= 14000))" = '12 1'
answers=$(all keyed)
check "$(grep -c '^201 ' <<<"$answers") of 12 writes with a key, slowest $(slowest <<<"$answers") ms" test "$(grep -c '^201 ' <<<"$answers") $(($(slowest <<<"$answers") <= 14000))" = '12 1'
answers=$(all unkeyed)
check "control: writes without a key that met it are not sent twice: $(cut -d ' ' -f 1 <<<"$answers" | sort | uniq -c | tr -s ' \n' ' ')" grep -q '^504 ' <<<"$answers"
patient() { # two at a time: one of them meets the hung instance, and is still waited for after 13 s
    local i waiting=()
    for i in 1 2; do curl -sk -o /dev/null -w '%{http_code}\n' --max-time 13 -H "$bearer" -H 'Accept: text/csv' "$URL/api/v1/campaigns" >"$WORK/patient.$i" & waiting+=("$!"); done
    wait "${waiting[@]}" || :
    cat "$WORK"/patient.* | sort | tr '\n' ' '
}
same 'a whole list is waited for' "$(patient)" '000 200 '
kill -CONT "$first"
check 'both serve again' wait_for 5 curl -skf -o /dev/null --max-time 1 "$URL/livez"
check 'the hung one stops well' stop "$first"
check 'and the other' stop "$SERVER"
