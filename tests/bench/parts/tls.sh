#!/usr/bin/env bash
# tls.sh: the same requests through the proxy that ships (TLS 1.3, api/operations/nginx) and past it, in turn: what encryption and a
# second program cost. `fresh` makes a connection for each request, which is a handshake. Limits by address are lifted for this machine.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

part_tls() {
    local round clients workload fresh pids direct
    : >$folder/tls
    NGINX_UNLIMITED='127.0.0.1 0;' start_nginx "$port"
    pids="$service $NGINX $(ps -o pid= --ppid "$NGINX" | tr '\n' ' ')"
    for ((round = 1; round <= rounds; round++)); do
        while read -r clients workload fresh; do
            export BENCH_FRESH=$fresh
            direct=$(by_wrk "$url" "$service" "$workload" "$round" "$seconds" "$clients")
            echo "$clients $workload${fresh:+,fresh} $direct $(by_wrk "$PROXY" "$pids" "$workload" "$round" "$seconds" "$clients")" |
                awk '{print $0, $9 / $3}' >>$folder/tls
        done <<<'16 livez
16 campaign
16 page
64 campaign
64 page
16 livez fresh'
        unset BENCH_FRESH
    done
}

report_tls() {
    printf '\nthrough the proxy by TLS %33s %8s %6s %8s %8s %8s %8s\n' direct/s tls/s ratio 'p50 ms' 'tls p50' 'cpu us' 'tls cpu'
    medians 2 $folder/tls | while read -r clients workload here p50 _ cpu _ _ there tls_p50 _ tls_cpu _ _ ratio; do
        printf '%5s %-50s %9s %8s %6s %8s %8s %8s %8s\n' "$clients" "$workload" "$(rounded 0 "$here")" "$(rounded 0 "$there")" "$(rounded 2 "$ratio")" \
            "$(rounded 2 "$p50")" "$(rounded 2 "$tls_p50")" "$(rounded 0 "$cpu")" "$(rounded 0 "$tls_cpu")"
    done
}
