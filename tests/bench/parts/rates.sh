#!/usr/bin/env bash
# rates.sh: how many requests a second, by how many connections at once, against pgbench with the same statements in the same
# pipeline under the same role, /livez against a bare libmicrohttpd; each in the same round as what it is compared with.
# `ratio` compares rates, `by cpu` the processor time of a request in service and PostgreSQL together, which other work on the
# machine disturbs less.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

declare -A aims=([livez]=0.95 [campaign]=0.6 [public]=1.0 [page]=0.75 [submit]=0.85)
always=(livez public campaign page submit) # at every number of connections
usual=(indicators progress proposals nominations session awards search) # at sixteen

# WORKLOAD ROUND CLIENTS: a line of both, `-` where there is nothing to compare with.
measure() {
    local workload=$1 round=$2 clients=$3 here other='- -' ratio
    prepare_drafts "$workload"
    here=$(by_wrk "$url" "$service" "$workload" "$round" "$seconds" "$clients")
    if [[ " $against " == *" $clients "* ]]; then
        if [[ $workload == livez ]]; then
            other=$(by_wrk "http://127.0.0.1:$bare_port" "$bare" livez "$round" "$seconds" "$clients" | awk '{print $1, $4}')
        elif [[ -f $folder/sql/$workload.sql ]]; then
            prepare_drafts "$workload"
            other=$(by_pgbench "$workload" "$seconds" "$clients")
        fi
    fi
    ratio=$(awk '{print ($7 == "-" ? "- -" : $1 / $7 " " $8 / ($4 + $5))}' <<<"$here $other")
    echo "$clients $workload $here $other $ratio" >>$folder/rates
    awk '{printf "round %d  %4d connections  %-11s %8.0f/s%s\n", r, $1, $2, $3, $9 == "-" ? "" : sprintf("  against %8.0f/s", $9)}' r="$round" <<<"$clients $workload $here $other"
}

# Each connection has its statements before anything is counted.
warm_up() {
    local workload
    for workload in "$@"; do
        prepare_drafts "$workload"
        by_wrk "$url" "$service" "$workload" 0 1 16 >/dev/null
    done
}

rates_at() { # CLIENTS…: those of the workloads that belong there
    local round clients workload workloads
    for ((round = 1; round <= rounds; round++)); do
        make_tokens
        for clients in "$@"; do
            workloads=("${always[@]}")
            ((clients != 16)) || workloads+=("${usual[@]}")
            [[ ! ${WORKLOADS:-} ]] || read -ra workloads <<<"$WORKLOADS"
            for workload in "${workloads[@]}"; do
                [[ $workload == submit ]] && ((clients > 64)) && continue # a draft is gone also when its sender was turned away
                measure "$workload" "$round" "$clients"
            done
        done
    done
}

part_rates() {
    local few=() many=() clients
    : >$folder/rates
    for clients in $connections; do
        if ((clients < 256)); then few+=("$clients"); else many+=("$clients"); fi
    done
    start_bare
    # shellcheck disable=SC2086 # several words
    warm_up ${WORKLOADS:-"${always[@]}" "${usual[@]}"}
    rates_at "${few[@]}"
    loaded=$(memory)
    rates_at "${many[@]}"
    loaded_by_many=$(memory)
}

report_rates() {
    local kept_ratio aim
    medians 2 $folder/rates >$folder/figures
    printf '%5s %-11s %9s %9s %6s %6s %5s %5s %8s %8s %8s %8s %8s %6s\n' conns workload service/s other/s ratio 'by cpu' aim kept 'p50 ms' 'p99 ms' 'cpu us' 'PG us' 'other us' 'away %'
    while read -r clients workload here p50 p99 cpu pg away other other_cpu ratio by_cpu; do
        kept_ratio=$(awk -v c="$clients" -v w="$workload" '$1 == c && $2 == w {print $3}' $kept)
        aim=-
        ! ((clients == 16 || clients == 64)) || aim=${aims[$workload]:--}
        printf '%5s %-11s %9s %9s %6s %6s %5s %5s %8s %8s %8s %8s %8s %6s\n' "$clients" "$workload" "$(rounded 0 "$here")" "$(rounded 0 "$other")" "$(rounded 2 "$ratio")" \
            "$(rounded 2 "$by_cpu")" "$aim" "${kept_ratio:--}" "$(rounded 2 "$p50")" "$(rounded 2 "$p99")" "$(rounded 0 "$cpu")" "$(rounded 0 "$pg")" "$(rounded 0 "$other_cpu")" "$(rounded 1 "$away")"
    done < <(sort -s -n -k 1,1 $folder/figures)
    echo
    [[ ! ${loaded:-} ]] || echo "memory after up to 64 connections: $loaded (MB: by share of pages, its own, resident; aim: at most 16)"
    [[ ! ${loaded_by_many:-} ]] || echo "memory after 256 and more:         $loaded_by_many"
    [[ ! ${KEEP:-} ]] || awk -v OFS='\t' '$11 != "-" {print $1, $2, sprintf("%.2f", $11)}' $folder/figures >$kept
}
