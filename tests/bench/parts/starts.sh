#!/usr/bin/env bash
# starts.sh: milliseconds from the start of the process to the first answer out of the database. Aim: below 100 (50 is the hope).
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

# On the port of the service that was stopped before.
first_answer() {
    local begun=$EPOCHREALTIME status ended
    serve
    until { exec 3<>/dev/tcp/127.0.0.1/"$port"; } 2>/dev/null; do :; done
    printf 'GET /api/v1/campaigns/01900000-0003-7000-8000-000000000001 HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n' "$(<$folder/reviewer)" >&3
    read -r _ status _ <&3
    ended=$EPOCHREALTIME
    exec 3<&-
    [[ $status == 200 ]] || fail "the first answer was $status"
    echo "first $(((${ended/[.,]/} - ${begun/[.,]/}) / 1000)) $(($(ticks_of "$service") * tick / 1000))" >>$folder/starts
}

part_starts() {
    : >$folder/starts
    for _ in 1 2 3 4 5 6 7; do
        stop_service
        first_answer
    done
}

report_starts() {
    medians 1 $folder/starts | awk '{printf "\nfirst answer after start: %.0f ms, %.0f ms of processor (aim: below 100 ms)\n", $2, $3}'
}
