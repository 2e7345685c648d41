#!/usr/bin/env bash
# scale.sh: what reading costs when there is more that is not read: the progress and the completeness of the province, a published
# ranking of its 102 communes, the explanation of one place, and the making of a ranking (dry run), beside 100,000, 1, 3 and 10
# million values, in one run. Only when asked for: loading takes a quarter of an hour.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

# Size, campaigns, months; 20 indicators × 102 communes each.
sizes=('100k 5 10' '1m 50 10' '3m 75 20' '10m 100 49')
scaled=(province completeness ranking explanation making)

# METHOD PATH BODY ACCOUNT: the answer, of what must succeed.
change() {
    curl -sS --fail-with-body --retry 5 --retry-delay 1 -X "$1" -H "Authorization: Bearer $(<$folder/"$4")" -H 'Content-Type: application/json' -H 'If-Match: "1"' \
        -d "$3" "http://127.0.0.1:$port/api/v1/$2" || fail "$1 $2 was refused"
}

# Five campaigns have a published ranking of their communes, made through the service once for these tables.
publish_rankings() {
    local n ranking
    $program token --user bench-leader >$folder/leader
    for n in 1 2 3 4 5; do
        ranking=$(ask "select id from app.rankings where campaign_id = '$(printf '01900000-0003-7000-8000-%012d' "$n")'")
        [[ ! $ranking ]] || continue
        ranking=$(change POST "campaigns/$(printf '01900000-0003-7000-8000-%012d' "$n")/rankings" '{"period":"2025-M05"}' province | jq -r '.id // empty')
        change POST "rankings/$ranking/moves" '{"to":"published"}' leader >/dev/null
    done
    ask "select id from app.rankings where state = 'published' order by id" >$folder/rankings
    ask "select p.ranking_id || ' ' || u.uid from app.ranking_places p join app.units u on u.id = p.unit_id order by p.ranking_id, p.place" >$folder/places
    [[ $(wc -l <$folder/places) -ge 510 ]] || fail "$(wc -l <$folder/places) places in five rankings"
}

part_scale() {
    local size campaigns months round workload long
    for size in "${sizes[@]}"; do
        read -r size campaigns months <<<"$size"
        prepare_database "$size" reported="$campaigns" drafted=0 months="$months"
    done
    : >$folder/scale
    for ((round = 1; round <= rounds; round++)); do
        for size in "${sizes[@]}"; do
            read -r size campaigns months <<<"$size"
            prepare_database "$size" >/dev/null
            start_service
            make_tokens
            publish_rankings
            export BENCH_CAMPAIGNS=$campaigns
            for workload in "${scaled[@]}"; do
                long=$([[ $workload == making ]] && echo 3 || echo 1) # one alone may take a second
                by_wrk "$url" "$service" "$workload" 0 $((2 * long)) 1 >/dev/null
                echo "$workload $size $(by_wrk "$url" "$service" "$workload" "$round" $((seconds * long)) 1)" >>$folder/scale
            done
            stop_service
        done
    done
}

report_scale() {
    medians 2 $folder/scale | awk '
        {p50 = $4; cpu = $6 + $7}
        !($1 in first) {first[$1] = p50; first_cpu[$1] = cpu}
        {printf "%-13s %5s values   p50 %7.2f ms   cpu %7.0f us   ratio %.2f by p50, %.2f by cpu\n", $1, $2, p50, cpu, p50 / first[$1], cpu / first_cpu[$1]}' | sort -s -k 1,1
}
