#!/usr/bin/env bash
# database.sh: the bench's cluster (build/bench/pg, durable) and what is in it, kept for the next run as long as the tables are the same.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

tune() {
    [[ $($cluster sql $folder/pg postgres 'show shared_buffers') != 1GB ]] || return 0
    local setting
    for setting in "shared_buffers = '1GB'" "effective_cache_size = '4GB'" "max_wal_size = '4GB'" \
        "checkpoint_timeout = '15min'" "random_page_cost = 1.1"; do
        $cluster sql $folder/pg postgres "alter system set $setting"
    done
    $cluster stop $folder/pg
    $cluster start $folder/pg
}

ask() {
    $cluster sql $folder/pg "$database" "$1"
}

# Settings of data.sql as arguments; none: a million values, and a hundred thousand nominations beside them.
load_database() {
    echo "bench: making ${*:-a million values} (once for these tables) …"
    local old
    for old in $($cluster sql $folder/pg postgres "select datname from pg_database where datname like 'bench%' and datname not like '%_$state%'"); do
        $cluster sql $folder/pg postgres "drop database $old"
    done
    $cluster create $folder/pg bench_new
    THIDUA_DEPLOY_URL=$($cluster url $folder/pg bench_new)
    $program deploy >$folder/deploy.log 2>&1 || fail "$(tail -3 $folder/deploy.log)"
    psql -Xq1 --set ON_ERROR_STOP=1 -f db/demo/00_helpers.sql -f db/demo/10_units.sql "$THIDUA_DEPLOY_URL" >$folder/data.log
    psql -Xq "${@/#/-v}" -f tests/bench/data.sql "$THIDUA_DEPLOY_URL" >>$folder/data.log
    (($#)) || psql -Xq -v proposals=10000 -f tests/bench/awards.sql "$THIDUA_DEPLOY_URL" >>$folder/data.log
    $cluster sql $folder/pg postgres "alter database bench_new rename to $database"
}

# NAME [SETTING=…]: the database of this size, made when these tables have none.
prepare_database() {
    state=$(cat db/migrations/*.sql db/rules/*.sql db/demo/{00_helpers,10_units}.sql tests/bench/{data,awards}.sql | sha256sum | cut -c 1-12)
    database=bench_$1_$state
    export THIDUA_DEPLOY_URL THIDUA_DATABASE_URL
    [[ $($cluster sql $folder/pg postgres "select count(*) from pg_database where datname = '$database'") == 1 ]] || load_database "${@:2}"
    THIDUA_DEPLOY_URL=$($cluster url $folder/pg "$database")
    THIDUA_DATABASE_URL=$($cluster url $folder/pg "$database" thidua_service)
    $program deploy >$folder/deploy.log 2>&1 || fail "$(tail -3 $folder/deploy.log)"
    ask "select id || ' ' || commune from bench.drafts order by n" >$folder/drafts
    ask "select honouree_name from app.awards where invented limit 5000" >$folder/names
    psql -Xq -f tests/bench/drafts.sql "$THIDUA_DEPLOY_URL"
    echo "bench: $(ask 'select count(*) from app.submission_values') values, $(ask 'select count(*) from app.awards') awards, $(ask 'select pg_size_pretty(pg_database_size(current_database()))')"
}

# Tokens live a quarter of an hour, so there are new ones for each round.
make_tokens() {
    local n communes
    communes=$(ask 'select count(*) from bench.communes')
    $program token --user bench-reviewer >$folder/reviewer
    $program token --user bench-province >$folder/province
    for ((n = 1; n <= communes; n++)); do
        $program token --user bench-$n
    done >$folder/tokens
}
