#!/usr/bin/env bash
# overload_test.sh: three times as many requests as can be answered, whether those before were answered or not; then 3,000
# clients who ask again at once. Those that are taken are answered at the usual rate, the others are told soon to come
# again, the probes answer, and afterwards all is as before. Control: at the usual rate hardly anybody is turned away.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
OPS=$(free_port)
start_service THIDUA_OPERATIONS_PORT="$OPS"
TOKEN=$(token "$ACCOUNT" "$URL")
export TOKEN
ASKED='/api/v1/submissions?limit=50'
seconds=$(rounds 8 30)

closed() { # CONNECTIONS SECONDS: clients that ask as soon as they are answered; answers of 200 a second
    wrk --threads 1 --connections "$1" --duration "$2" --timeout 15 --script "$WORK/load.lua" "$URL$ASKED" | sed -n 's/^figures //p'
}
cat >"$WORK/load.lua" <<'END_OF_LUA'
local threads = {}
setup = function(thread) table.insert(threads, thread) end
init = function() wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN"); well, busy, other, untold = 0, 0, 0, 0 end
response = function(status, headers)
    if status == 200 then well = well + 1 elseif status == 503 then busy = busy + 1 else other = other + 1 end
    if status == 503 and not headers["Retry-After"] then untold = untold + 1 end
end
done = function(summary)
    local t = threads[1]
    print(string.format("figures %d %d %d %d %d", t:get("well") * 1000000 / summary.duration, t:get("busy"), t:get("other"), t:get("untold"), summary.errors.timeout))
end
END_OF_LUA

of() { jq -r "$1" "$WORK/load.json"; }
probe() { # URL: "status milliseconds"
    curl -s -o /dev/null -w '%{http_code} %{time_total}\n' --max-time 10 "$1" | awk '{print $1, int($2 * 1000)}'
}
probe_while() { # PROCESS
    while kill -0 "$1" 2>/dev/null; do
        probe "http://127.0.0.1:$OPS/livez" >>"$WORK/livez"
        probe "http://127.0.0.1:$OPS/readyz" >>"$WORK/readyz"
        sleep 0.2
    done
}
slowest() { cut -d ' ' -f 2 "$1" | sort -n | tail -1; }
# Milliseconds from the arrival of the request to the last byte, as the log has them, of answers with STATUS in the last load.
quantile() { # STATUS PERCENT
    tail -n "+$logged" "$WORK/service.log" | jq -Rr "fromjson? | select(.event == \"request\" and .status == \"$1\") | .milliseconds" |
        sort -n | awk -v q="$2" '{v[NR] = $1} END {printf "%d", v[int((NR * q + 99) / 100)]}'
}
load() { # RATE: an open loop, with probes beside it
    logged=$(($(wc -l <"$WORK/service.log") + 1))
    node tests/faults/load.mjs "$1" "$seconds" "$ASKED" >"$WORK/load.json" &
    local loader=$!
    : >"$WORK/livez" && : >"$WORK/readyz"
    probe_while $loader
    wait $loader
}
read -r usual _ < <(closed 16 5)
read -r again _ < <(closed 16 3)
usual=$((again > usual ? again : usual)) # the higher to load it with, the lower to judge it by: the machine may have other work

load $((usual / 2))
check "control: at half the usual rate $(of .away) of $(of .sent) are turned away, at most one in twenty" test $(($(of .away) * 20)) -le "$(of .sent)"

load $((usual * 3))
read -r later _ < <(closed 16 3)
for rate in "$again" "$later"; do usual=$((rate < usual ? rate : usual)); done
check "three times the usual rate for $seconds s: $(of .well_a_second) answered a second of $usual usual, at least 80 %" test $(($(of .well_a_second) * 10)) -ge $((usual * 8))
check "$(of .away) turned away, after $(quantile 503 50) ms (median), $(quantile 503 90) (nine of ten); answered well after $(quantile 200 50), $(quantile 200 90)" test $(($(of .away) > 0 && $(quantile 503 50) <= 1000)) = 1
same 'nobody heard anything else, all of those when to come again, nobody nothing' "$(of '"\(.other) \(.untold) \(.silent)"')" '0 0 0'
check "probes of the operations port: /livez $(slowest "$WORK/livez") ms at most, /readyz $(slowest "$WORK/readyz"), of $(wc -l <"$WORK/livez") each, aim 100, bound 250" \
    test "$(cat "$WORK/livez" "$WORK/readyz" | grep -vc '^200 ') $(($(slowest "$WORK/livez") <= 250 && $(slowest "$WORK/readyz") <= 250))" = '0 1'
quick() { (($(curl -s -o /dev/null -w '%{http_code} %{time_total}' -H "Authorization: Bearer $TOKEN" "$URL/api/v1/campaigns?limit=5" | awk '{print ($1 == 200 && $2 < 0.5)}'))); }
check 'two seconds later all is as before' wait_for 2 quick

: >"$WORK/livez" && : >"$WORK/readyz"
closed 3000 "$seconds" >"$WORK/figures" &
loader=$!
probe_while $loader
wait $loader
read -r well busy other untold silent <"$WORK/figures"
check "3,000 who ask again at once for $seconds s: $well answered a second of $usual usual, $busy turned away" test $((well * 10)) -ge $((usual * 5))
same 'nobody heard anything else, all of those when to come again, nobody nothing' "$other $untold $silent" '0 0 0'
check "the probes: /livez $(slowest "$WORK/livez") ms at most, /readyz $(slowest "$WORK/readyz")" test "$(cat "$WORK/livez" "$WORK/readyz" | grep -vc '^200 ') $(($(slowest "$WORK/livez") <= 250))" = '0 1'
check 'two seconds later all is as before' wait_for 2 quick
check 'the service never ended, and stops well' stop "$SERVER"
