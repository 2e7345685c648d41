#!/usr/bin/env bash
# measure.sh: load by wrk and by pgbench, what it took of the processors, and what the service holds.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

tick=$((1000000 / $(getconf CLK_TCK)))

ticks_of() { # PID…
    local pid
    for pid in "$@"; do awk '{sub(/.*\) /, ""); print $12 + $13}' "/proc/$pid/stat" 2>/dev/null || :; done | awk '{sum += $1} END {print sum + 0}'
}

# Of all processes of the cluster, also of those that ended.
ticks_of_database() {
    local postmaster process
    postmaster=$(head -1 "$(realpath $folder/pg)/data/postmaster.pid")
    {
        awk '{sub(/.*\) /, ""); print $12 + $13 + $14 + $15}' "/proc/$postmaster/stat"
        for process in $(ps -o pid= --ppid "$postmaster"); do ticks_of "$process"; done
    } | awk '{sum += $1} END {print sum}'
}

# What wrk left in the air when its time was over is still worked on; its connections stay until it is done.
settle() {
    while awk -v port=":$(printf %04X "$port")" 'substr($2, 9) == port && $4 != "0A" && $4 != "06" {found = 1} END {exit !found}' /proc/net/tcp; do
        sleep 0.05
    done
}

prepare_drafts() {
    [[ $1 == submit ]] || return 0
    settle
    psql -Xq -f tests/bench/drafts.sql "$THIDUA_DEPLOY_URL"
}

# URL PIDS WORKLOAD SEED SECONDS CLIENTS: per second, p50 and p99 in ms, CPU µs per request of those processes and of PostgreSQL, how
# many of a hundred were turned away.
by_wrk() {
    local before database_before after database_after requests duration p50 p99 away faults pids told
    read -ra pids <<<"$2"
    before=$(ticks_of "${pids[@]}") database_before=$(ticks_of_database)
    case $3 in livez | public) told=$(($6 >= 64)) ;; *) told=1 ;; esac # looking at each answer costs wrk something
    read -r requests duration p50 p99 away faults < <(BENCH_TURNED_AWAY=${told#0} wrk --threads 1 --connections "$6" --duration "$5s" --timeout 10s \
        --script tests/bench/load.lua "$1" -- "$3" $folder "$4" | tail -1)
    after=$(ticks_of "${pids[@]}") database_after=$(ticks_of_database)
    ((faults == 0 && requests > 0)) || fail "$3, $6 connections: $faults of $requests requests were not answered by 2xx: $(tail -1 $folder/service.log)"
    awk -v n="$requests" -v d="$duration" -v p50="$p50" -v p99="$p99" -v away="$away" -v s=$(((after - before) * tick)) -v g=$(((database_after - database_before) * tick)) \
        'BEGIN {printf "%.1f %.2f %.2f %.1f %.1f %.1f\n", (n - away) * 1e6 / d, p50 / 1000, p99 / 1000, s / n, g / n, away * 100 / n}'
}

# ---- pgbench: the service's own text, numbers in place of ids ----

# Workload, operation, account (`-`: anybody), and the parameters its requests give.
compared='campaign get_campaign reviewer
public get_public_campaign -
indicators list_indicators reviewer
page list_submissions reviewer campaign state
progress list_campaign_progress reviewer period
submit move_submission reviewer
proposals list_proposals province state
nominations list_proposal_nominations province
session get_council_session province'

claims() { # OPERATION ACCOUNT
    if [[ $2 == - ]]; then
        echo "{\"operation\":\"$1\",\"language\":\"vi\",\"request_id\":\"01900000-0000-7000-8000-000000000000\"}"
        return
    fi
    ask "select '{\"user\":\"' || a.user_id || '\",\"unit\":\"' || u.uid || '\",\"level\":\"' || u.level || '\",\"roles\":[\"reviewer\"],\"epoch\":1,\"operation\":\"$1\",\"language\":\"vi\",\"request_id\":\"' || a.user_id || '\"}'
           from app.assignments a join app.units u on u.id = a.unit_id join app.users p on p.id = a.user_id where p.username = 'bench-$2'"
}

write_script() { # WORKLOAD OPERATION [PARAMETER…]
    local begin='select * from app.begin_request(:claims::jsonb, :read_only::boolean);' statement
    local draft='(select id from bench.drafts where n = :n)'
    statement=$($program check --sql "${@:2}")
    if [[ $1 == submit ]]; then
        printf '\\set k :k + 1\n\\set n :k * :clients + :client_id + 1\n\\startpipeline\n'
        echo "${begin/:claims/(select claims from bench.drafts where n = :n)}"
        echo "select app.guard(:guarded, $draft::uuid, :if_match, :action);"
        echo "${statement//:submission/$draft};"
    else
        printf '\\set c random(1, 40)\n\\set p 2 * random(1, 5000)\n\\startpipeline\n%s\n' "$begin"
        statement=${statement//:campaign/"('01900000-0003-7000-8000-' || lpad(:c::text, 12, '0'))"}
        statement=${statement//:proposal:/"('01900000-0021-7000-8000-' || lpad(:p::text, 12, '0')):"}
        echo "$statement;"
    fi
    printf '%s\n' '\endpipeline'
}

write_scripts() {
    rm -rf $folder/sql
    mkdir -p $folder/sql
    local workload operation account parameters
    while read -r workload operation account parameters; do
        # shellcheck disable=SC2086 # several words
        write_script "$workload" "$operation" $parameters >$folder/sql/"$workload".sql
        claims "$operation" "$account" >$folder/sql/"$workload".claims
    done <<<"$compared"
}

# WORKLOAD SECONDS CLIENTS: transactions per second without the first second, in which each session plans its statements; CPU µs
# of PostgreSQL per transaction.
by_pgbench() {
    local before after offset log=$folder/pgbench.log rows state='{approved}'
    offset=$(($(date -d '2025-06-16T08:00+07:00' +%s) - $(date +%s)))
    rows=$([[ $1 == indicators ]] && echo 501 || echo 51)
    [[ $1 != proposals ]] || state='{received}'
    before=$(ticks_of_database)
    PGOPTIONS="-c TimeZone=UTC -c DateStyle=ISO -c search_path=app,extensions,pg_temp -c jit=off -c plan_cache_mode=force_generic_plan -c statement_timeout=3000 -c lock_timeout=1000 -c idle_in_transaction_session_timeout=5000 -c app.business_offset=$offset" \
        pgbench --no-vacuum --protocol=prepared --client="$3" --jobs=1 --time=$(($2 + 1)) --progress=1 \
        -D claims="$(<$folder/sql/"$1".claims)" -D read_only="$([[ $1 == submit ]] && echo false || echo true)" -D state="$state" -D period='{2025-M05}' \
        -D limit="$rows" -D council_session=01900000-0032-7000-8000-000000000001 -D guarded=submissions -D if_match=1 -D action=move -D body='{"to":"submitted"}' \
        -D k=-1 -D clients="$3" --file=$folder/sql/"$1".sql "$THIDUA_DATABASE_URL" >$log 2>&1 || fail "pgbench $1: $(grep -m 3 -i error $log)"
    after=$(ticks_of_database)
    awk -v cpu=$(((after - before) * tick)) '
        /^progress: / && seen++ {tps += $4; rounds++}
        /transactions actually processed/ {sub(/\/.*/, "", $6); n = $6}
        END {printf "%.1f %.1f\n", tps / rounds, cpu / n}' $log
}

# ---- what the service holds ----

# Megabytes: pages shared with other programs by their share, its own, resident.
memory() {
    awk '/^(Pss|Rss|Private_Dirty):/ {mb[$1] = $2 / 1024} END {printf "%.1f %.1f %.1f\n", mb["Pss:"], mb["Private_Dirty:"], mb["Rss:"]}' "/proc/$service/smaps_rollup"
}

descriptors() { find "/proc/$service/fd" -mindepth 1 | wc -l; }
threads() { awk '/^Threads:/ {print $2}' "/proc/$service/status"; }

medians() { # KEYS FILE
    awk -v keys="$1" -f tests/bench/medians.awk "$2"
}
