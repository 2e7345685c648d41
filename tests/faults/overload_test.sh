#!/usr/bin/env bash
# overload_test.sh: far more requests than can be answered: those that are taken are answered at the usual rate, the others
# are told at once to come again, the probe of the operations port answers, and afterwards all is as before.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
OPS=$(free_port)
start_service THIDUA_OPERATIONS_PORT="$OPS"
TOKEN=$(token "$ACCOUNT" "$URL")
export TOKEN
cat >"$WORK/load.lua" <<'END_OF_LUA'
local statuses = {}
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
load() { # CONNECTIONS SECONDS: "answered a second, 503s, others, 503s without Retry-After, without an answer in 15 s"
    wrk --threads 1 --connections "$1" --duration "$2" --timeout 15 --script "$WORK/load.lua" "$URL/api/v1/submissions?limit=50" | sed -n 's/^figures //p'
}

seconds=$(rounds 6 30)
read -r usual _ < <(load 16 5)
load 3000 "$seconds" >"$WORK/figures" &
loader=$!
while kill -0 $loader 2>/dev/null; do
    curl -s -o /dev/null -w '%{http_code} %{time_total}\n' --max-time 10 "http://127.0.0.1:$OPS/livez" | awk '{print $1, int($2 * 1000)}'
    sleep 0.2
done >"$WORK/probes"
read -r well busy other untold silent <"$WORK/figures"
slowest=$(cut -d ' ' -f 2 "$WORK/probes" | sort -n | tail -1)
check "3,000 at once for $seconds s: $well answered a second of $usual before, $busy told to come again" test $((well * 10)) -ge $((usual * 5))
same 'nobody heard anything else, all of those when to come again, nobody nothing' "$other $untold $silent" '0 0 0'
check 'control: some had to be turned away' test "$busy" -gt 0
check "the probe of the operations port: $(grep -c '^200 ' "$WORK/probes") of $(wc -l <"$WORK/probes") answered, slowest $slowest ms, at most 250" \
    test "$(grep -vc '^200 ' "$WORK/probes") $((slowest <= 250))" = '0 1'
quick() { (($(curl -s -o /dev/null -w '%{http_code} %{time_total}' -H "Authorization: Bearer $TOKEN" "$URL/api/v1/campaigns?limit=5" | awk '{print ($1 == 200 && $2 < 0.5)}'))); }
check 'two seconds later all is as before' wait_for 2 quick
check 'the service never ended, and stops well' stop "$SERVER"
