#!/usr/bin/env bash
# idle.sh: IDLE connections (5,000) that only stay: what the service holds for them before and after each has asked once, whether
# somebody else is answered meanwhile, and what is left when they have gone. Aim: at most 100 MB.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

idle_line() { # WORDS
    local took
    took=$(curl -s -o /dev/null -w '%{http_code} %{time_total}' -H "Authorization: Bearer $(<$folder/reviewer)" "$url/api/v1/campaigns/01900000-0003-7000-8000-000000000007")
    [[ $took == 200* ]] || fail "beside idle connections a campaign was answered $took"
    echo "$1,$(memory | tr ' ' ','),$(descriptors),$(threads),$(awk '{printf "%.1f", $2 * 1000}' <<<"$took")" >>$folder/idle
}

part_idle() {
    local count=${IDLE:-5000} said clients
    : >$folder/idle
    stop_service
    start_service
    idle_line 'before'
    coproc idle_clients { exec node tests/support/idle.mjs "$port" "$count"; }
    clients=$idle_clients_PID
    children+=("$clients")
    read -r said <&"${idle_clients[0]}"
    [[ $said == "opened $count" ]] || fail "idle connections: $said of $count"
    idle_line "$count opened"
    echo ask >&"${idle_clients[1]}"
    read -r said <&"${idle_clients[0]}"
    [[ $said == "answered $count" ]] || fail "idle connections: $said of $count"
    idle_line "$count that asked"
    kill "$clients"
    wait "$clients" || : # by the signal
    settle
    sleep 11 # housekeeping gives memory back every ten seconds
    idle_line 'after they went'
}

report_idle() {
    printf '\n%-28s %8s %8s %9s %12s %8s %14s\n' 'idle connections' 'PSS MB' 'its own' 'resident' descriptors threads 'a campaign, ms'
    while IFS=, read -r words pss own resident descriptors threads took; do
        printf '%-28s %8s %8s %9s %12s %8s %14s\n' "$words" "$pss" "$own" "$resident" "$descriptors" "$threads" "$took"
    done <$folder/idle
}
