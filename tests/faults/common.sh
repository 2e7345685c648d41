#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# common.sh: what the scripts of this suite share beyond those of operations: a durable cluster of their own with the demo,
# a service, writers beside it, and the judgement of what they wrote. A result is one line with seed, rounds and figures.
# ROUNDS and SEED are settable; without ROUNDS each script takes its own number, a smaller one unless LONG is set.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

SEED=${SEED:-$((RANDOM % 9000 + 1000))}
RANDOM=$SEED
export THIDUA_ENV=demo # where readiness is as strict as in production
PG=$WORK/pg
LEDGER=$WORK/ledger
ACCOUNT=thanh-pho-kon-tum.reviewer
export ACCOUNT LEDGER
as_postgres=()
((EUID != 0)) || as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups --)
WRITERS_PID=

# shellcheck disable=SC2317 # called by the trap
clean_up() {
    [[ ! $WRITERS_PID ]] || kill -KILL "$WRITERS_PID" 2>/dev/null || :
    declare -F clean_more >/dev/null && clean_more
    $CLUSTER remove "$PG" >/dev/null 2>&1 || :
}

rounds() { # SHORT LONG
    echo "${ROUNDS:-$([[ ${LONG:-} ]] && echo "$2" || echo "$1")}"
}

sql() { psql -XAtqd "$THIDUA_DEPLOY_URL" -v ON_ERROR_STOP=1 -c "$1"; }

# The demo of the template in a cluster that keeps what it acknowledges; brought over once for all scripts of a run.
make_durable() {
    # shellcheck disable=SC2119 # it takes none
    [[ -d $TEST_FOLDER/durable ]] || bring_demo
    $CLUSTER load "$PG" "$TEST_FOLDER/durable"
    $CLUSTER start "$PG"
    find_durable
    find_report
    PORT=$(free_port)
    URL=http://127.0.0.1:$PORT
    export URL
}

find_report() {
    REPORT=$(sql "select s.id from app.submissions s join app.unit_codes u on u.unit_id = s.issuer_id where u.code = '608' and s.state <> 'draft' order by s.id limit 1")
    export REPORT
}

bring_demo() {
    $CLUSTER start "$PG"
    pg_dumpall --roles-only --no-role-passwords -d "$($CLUSTER url "$TEST_FOLDER/pg" postgres)" |
        grep -v 'ROLE thidua_deploy;' | psql -Xqd "$($CLUSTER url "$PG" postgres)" -v ON_ERROR_STOP=1
    make_database
    $CLUSTER create "$PG" thidua
    pg_dump --format=custom --compress=0 "$THIDUA_DEPLOY_URL" | pg_restore --dbname="$($CLUSTER url "$PG" thidua)"
    find_durable
    "$PROGRAM" deploy --quiet
    sql 'vacuum analyze'
    $CLUSTER stop "$PG"
    $CLUSTER save "$PG" "$TEST_FOLDER/durable"
    $CLUSTER remove "$PG"
}

find_durable() {
    SOCKET=$(<"$PG/socket")
    THIDUA_DEPLOY_URL=$($CLUSTER url "$PG" thidua)
    THIDUA_DATABASE_URL=$($CLUSTER url "$PG" thidua thidua_service)
    export THIDUA_DEPLOY_URL THIDUA_DATABASE_URL
}

# The same socket as before, so that the service finds it again.
start_postgres() { # [OPTION…]
    as_owner pg_ctl start --silent --wait --timeout 60 --pgdata "$(realpath "$PG")/data" --log "$(realpath "$PG")/log" \
        --options "-c listen_addresses='' -c unix_socket_directories=$SOCKET $*"
}

stop_postgres() { # [MODE]
    as_owner pg_ctl stop --silent --wait --timeout 60 --mode "${1:-fast}" --pgdata "$(realpath "$PG")/data"
}

as_owner() { (cd / && exec "${as_postgres[@]}" "/usr/lib/postgresql/15/bin/$1" "${@:2}"); }

# The postmaster and all it started, at once and without a word.
kill_postgres() {
    local postmaster children
    postmaster=$(head -1 "$PG/data/postmaster.pid")
    mapfile -t children < <(ps -o pid= --ppid "$postmaster" | tr -d ' ')
    kill -KILL "$postmaster" "${children[@]}" 2>/dev/null || :
    timeout 10 tail -s 0.02 --pid="$postmaster" -f /dev/null
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# Nothing in this path asks the database, so it may be away.
alive() { curl -sf -o /dev/null --max-time 5 "$URL/livez"; }
ready() { curl -sf -o /dev/null --max-time 5 "$URL/readyz"; }

launch_service() { # [ASSIGNMENT…]: started, whether or not it gets ready
    env THIDUA_PORT="$PORT" THIDUA_OPERATIONS_PORT=-1 "$@" setpriv --pdeathsig TERM "$PROGRAM" serve >>"${LOG:-$WORK/service.log}" 2>&1 &
    SERVER=$!
    children+=("$SERVER")
}

# Starts the service and leaves how long it took to be ready in READY_AFTER.
start_service() { # [ASSIGNMENT…]
    local begun
    begun=$(milliseconds)
    launch_service "$@"
    until ready; do
        (($(milliseconds) < begun + 30000)) || return 1
        sleep 0.01
    done
    # shellcheck disable=SC2034 # for the scripts
    READY_AFTER=$(($(milliseconds) - begun))
}

start_writers() { # [ASSIGNMENT…]: a new ledger, named by its seed
    : >"$LEDGER"
    RUN=K$SEED$((++runs))
    env SEED="$RUN" "$@" setpriv --pdeathsig KILL node tests/faults/writers.mjs >"$WORK/writers.json" 2>"$WORK/writers.err" &
    WRITERS_PID=$!
    wait_for 30 test -s "$LEDGER" || { cat "$WORK/writers.err"; tail -3 "$WORK/service.log"; return 1; }
}
runs=0

stop_writers() {
    kill -TERM "$WRITERS_PID"
    timeout 60 tail -s 0.05 --pid="$WRITERS_PID" -f /dev/null || kill -KILL "$WRITERS_PID"
    wait "$WRITERS_PID" || { cat "$WORK/writers.err"; return 1; }
    WRITERS_PID=
}

of_writers() { jq -c "$1" "$WORK/writers.json"; }

# "acknowledged lost duplicates half": the ledger against the database. Half is a row without its entry in the audit or
# without the answer kept for its key, and a kept answer without its row.
judge() {
    psql -XAtq -F ' ' -v ON_ERROR_STOP=1 -v run="$RUN-%" "$THIDUA_DEPLOY_URL" <<SQL
create temp table ledger(key text, kind text, id uuid);
\copy ledger from '$LEDGER'
create temp table written as
select id, text as key, 'comment' as kind from app.comments where text like :'run' union all
select id, code, 'campaign' from app.campaigns where code like :'run';
select (select count(*) from ledger),
       (select count(*) from ledger l where not exists (select from written w where w.id = l.id and w.key = l.key)),
       (select count(*) - count(distinct key) from written),
       (select count(*) from written w where not exists (select from app.audit_entries a where a.thing_id = w.id and a.action = 'created')
           or not exists (select from app.idempotency_keys k where k.key = w.key))
     + (select count(*) from app.idempotency_keys k where k.key like :'run' and not exists (select from written w where w.key = k.key))
SQL
}

# The line of a result: right when nothing was lost, doubled, half-written or refused.
result() { # WORDS [FIGURES]
    local acknowledged lost doubled half retried refused judged
    judged=$(judge)
    read -r acknowledged lost doubled half <<<"$judged"
    retried=$(of_writers .retried)
    refused=$(of_writers '.refused | length')
    check "$1: seed $SEED, $acknowledged acknowledged, $retried tried again, lost $lost, doubled $doubled, half-written $half${2:+, $2}" \
        test "$lost $doubled $half $refused" = '0 0 0 0'
    ((refused == 0)) || of_writers '.refused[]'
}

# A line that is not in the database must be told, or the judgement is blind.
planted_is_told() {
    local lost
    printf '%s\tcomment\t%s\n' "$RUN-planted" 0197b0c2-7f6e-7cc3-9c0e-3f0a4f3f1c11 >>"$LEDGER"
    lost=$(judge | cut -d ' ' -f 2)
    sed -i '$d' "$LEDGER"
    check "control: a planted acknowledgement is told as lost ($lost)" test "$lost" = 1
}

pause() { # FROM TO: milliseconds at random
    sleep "$(printf '0.%03d' $(($1 + RANDOM % ($2 - $1))))"
}

# The highest of all but one in a hundred.
percentile_99() { sort -n | awk '{v[NR] = $1} END {i = int((NR * 99 + 99) / 100); print v[i]}'; }
