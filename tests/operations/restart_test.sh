#!/usr/bin/env bash
# restart_test.sh: two instances behind the proxy that ships are restarted in turn under load; no request fails.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
ports=("$(free_port)" "$(free_port)")
servers=()
for port in "${ports[@]}"; do
    serve "$port" THIDUA_LINGER_SECONDS=5
    servers+=("$SERVER")
done
NGINX_UNLIMITED=' 127.0.0.0/8 0;' start_nginx "${ports[@]}"
TOKEN=$(token thanh-pho-kon-tum.reviewer "$PROXY")
export TOKEN

# Three of four read; the others write, with and without a key, each a new draft of a campaign.
cat >"$WORK/load.lua" <<'END'
local reading = {["Authorization"] = "Bearer " .. os.getenv("TOKEN")}
local writing = {["Authorization"] = reading["Authorization"], ["Content-Type"] = "application/json"}
local made = 0
request = function()
    made = made + 1
    if made % 4 ~= 0 then return wrk.format("GET", "/api/v1/campaigns?limit=5", reading) end
    writing["Idempotency-Key"] = made % 8 == 0 and os.time() .. "-" .. made or nil
    return wrk.format("POST", "/api/v1/campaigns", writing, string.format(os.getenv("BODY"), os.time() % 100000, made))
end
done = function(summary)
    local e = summary.errors
    print(string.format("answered %d connect %d read %d write %d status %d timeout %d", summary.requests, e.connect, e.read, e.write, e.status, e.timeout))
end
END
seconds=${RESTART_SECONDS:-14}
BODY=$(jq -nc '{code: "KDL-%d-%d", title: "Thử khởi động lại", kind: "movement", starts_on: "2025-07-01", ends_on: "2025-12-31"}') \
    wrk --threads 1 --connections 12 --duration "$seconds" --timeout 15 --script "$WORK/load.lua" "$PROXY" >"$WORK/load.log" &
load=$!
restarts=0 ended=0
until=$((SECONDS + seconds - 4))
while ((SECONDS < until)); do
    for i in 0 1; do
        sleep 0.5
        ! stop "${servers[i]}" || ended=$((ended + 1))
        serve "${ports[i]}" THIDUA_LINGER_SECONDS=5
        servers[i]=$SERVER
        restarts=$((restarts + 1))
    done
done
wait $load
same 'every instance that was stopped ended well' $ended $restarts
answered=$(sed -n 's/^answered //p' "$WORK/load.log")
same "no request failed in $restarts restarts" "${answered#* }" 'connect 0 read 0 write 0 status 0 timeout 0'
check "at least 500 were answered (${answered%% *})" test "${answered%% *}" -ge 500
same 'no drain was cut short' "$(cat "$WORK"/service.*.log | grep -c drain_cut_short || :)" 0
same 'the proxy told no client of a fault' "$(jq -r 'select(.status >= 500) | .status' "$WORK/nginx/thidua.log" | sort | uniq -c)" ''
