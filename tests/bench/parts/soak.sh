#!/usr/bin/env bash
# soak.sh: SOAK seconds (120) of what people do all day, by 64 connections: memory, descriptors and threads must not grow.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

part_soak() {
    local total=${SOAK:-120} begun requests every
    every=$((total < 100 ? total / 10 + 1 : 10))
    : >$folder/soak
    stop_service
    start_service
    make_tokens
    by_wrk "$url" "$service" mix 0 10 64 >/dev/null
    begun=$SECONDS
    echo "0 $(memory) $(descriptors) $(threads)" >>$folder/soak
    # Tokens end after a quarter of an hour, and so does a turn of wrk.
    (
        for ((left = total; left > 0; left -= 600)); do
            make_tokens
            by_wrk "$url" "$service" mix "$left" $((left < 600 ? left : 600)) 64 | awk -v s=$((left < 600 ? left : 600)) '{print int($1 * s)}'
        done
    ) >$folder/soak.requests &
    while ((SECONDS - begun < total - every)); do
        sleep "$every"
        echo "$((SECONDS - begun)) $(memory) $(descriptors) $(threads)" >>$folder/soak
    done
    wait $! || fail 'the soak ended early'
    settle
    echo "$((SECONDS - begun)) $(memory) $(descriptors) $(threads)" >>$folder/soak
    requests=$(awk '{sum += $1} END {print sum}' $folder/soak.requests)
    echo "$requests" >$folder/soak.requests
}

report_soak() {
    awk -v requests="$(<$folder/soak.requests)" '
        NR == 1 {from = $2; own = $3}
        {most = $2 > most ? $2 : most; s = $1; last = $2; own_last = $3; fds[NR] = $5; threads[NR] = $6}
        END {printf "\nsoak: %d requests in %d s; PSS %.1f MB at the start, %.1f at most, %.1f at the end (%+.2f kB of its own per 1,000 requests); descriptors %d and %d, threads %d and %d\n",
             requests, s, from, most, last, (own_last - own) * 1024 * 1000 / requests, fds[1], fds[NR], threads[1], threads[NR]}' $folder/soak
}
