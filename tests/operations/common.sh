#!/usr/bin/env bash
# common.sh: what the scripts of this suite share. Each is called with TEST_FOLDER and a template database (tests/run),
# prints "ok …" and "not ok …" lines, and ends whatever it started.
set -euo pipefail
shopt -s inherit_errexit

NAME=$(basename "$0" .sh)
WORK=$TEST_FOLDER/$NAME
PROGRAM=${TEST_PROGRAM:-$PWD/build/sanitized/thidua}
CLUSTER=api/tools/cluster.sh
OPERATIONS=$PWD/api/operations
children=()
# shellcheck source=tests/support/proxy.sh
. tests/support/proxy.sh
mkdir -p "$WORK"
chmod 755 "$WORK"

# shellcheck disable=SC2317 # called by the trap
end_children() {
    local outcome=$? child
    trap - EXIT
    declare -F clean_up >/dev/null && clean_up
    for child in "${children[@]}"; do kill -TERM "$child" 2>/dev/null || :; done
    for child in "${children[@]}"; do
        timeout 20 tail --pid="$child" -f /dev/null || kill -KILL "$child"
    done
    ((outcome == 0)) || echo "not ok $NAME ended with $outcome"
    exit "$outcome"
}
trap end_children EXIT
trap 'exit 130' INT TERM

# What is checked goes on after a fault: one run tells all of them.
check() { # WORDS COMMAND…
    local what=$1
    shift
    if "$@"; then echo "ok $what"; else echo "not ok $what"; fi
}

# The same for a command that talks; what it said is shown when it failed.
quietly() { # WORDS COMMAND…
    local what=$1
    shift
    if "$@" >"$WORK/said" 2>&1; then echo "ok $what"; else
        echo "not ok $what"
        tail -20 "$WORK/said" | sed 's/^/    /'
    fi
}

same() { # WORDS FOUND WANTED
    if [[ $2 == "$3" ]]; then echo "ok $1"; else echo "not ok $1: found '$2', wanted '$3'"; fi
}

# A database with the demo, or as TEMPLATE is, of this script alone.
make_database() {
    local database=test_operations_${NAME//[^a-z0-9]/_}
    $CLUSTER create "$TEST_FOLDER/pg" "$database" "${TEMPLATE:-template_demo}"
    THIDUA_DEPLOY_URL=$($CLUSTER url "$TEST_FOLDER/pg" "$database")
    THIDUA_DATABASE_URL=$($CLUSTER url "$TEST_FOLDER/pg" "$database" thidua_service)
    export THIDUA_DEPLOY_URL THIDUA_DATABASE_URL
}

# For a cluster of this script alone, $WORK/pg: PostgreSQL refuses root.
as_postgres=()
# shellcheck disable=SC2034 # the scripts use it
((EUID != 0)) || as_postgres=(setpriv --reuid=postgres --regid=postgres --init-groups --)

# Brings the demo into that cluster by a dump, FILE, as the operators' page says, and turns to it.
bring_demo() { # FILE
    make_database
    pg_dumpall --roles-only --no-role-passwords -d "$($CLUSTER url "$TEST_FOLDER/pg" postgres)" |
        grep -v 'ROLE thidua_deploy;' | psql -Xqd "$($CLUSTER url "$WORK/pg" postgres)" -v ON_ERROR_STOP=1
    $CLUSTER create "$WORK/pg" thidua
    pg_dump --format=custom --compress=0 --file="$1" "$THIDUA_DEPLOY_URL"
    THIDUA_DEPLOY_URL=$($CLUSTER url "$WORK/pg" thidua)
    THIDUA_DATABASE_URL=$($CLUSTER url "$WORK/pg" thidua thidua_service)
    pg_restore --jobs=2 --dbname="$THIDUA_DEPLOY_URL" "$1"
}

# serve PORT [ASSIGNMENT…]: the process is SERVER
serve() {
    local port=$1
    env THIDUA_PORT="$port" THIDUA_OPERATIONS_PORT="${OPERATIONS_PORT:--1}" "${@:2}" \
        setpriv --pdeathsig TERM "$PROGRAM" serve >>"$WORK/service.$port.log" 2>&1 &
    SERVER=$!
    children+=("$SERVER")
    wait_for 30 env THIDUA_PORT="$port" "$PROGRAM" probe || {
        tail -5 "$WORK/service.$port.log"
        return 1
    }
}

# stop PROCESS: true when it ended well
stop() {
    kill -TERM "$1"
    timeout 40 tail --pid="$1" -f /dev/null || return 1
    wait "$1"
}

token() { # ACCOUNT URL
    curl -sS --fail --insecure "$2/api/v1/auth/tokens" -H 'Content-Type: application/json' \
        -d "{\"username\":\"$1\",\"password\":\"thidua-demo\"}" | jq -r .access_token
}
