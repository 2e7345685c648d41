#!/usr/bin/env bash
# run.sh: `make run`: a private database with demo data and the service in front of it, until Ctrl-C.
# THIDUA_PORT, DEMO_DATE=2025-07-02 (the day of the demo) and, for a database of one's own, THIDUA_DATABASE_URL with
# THIDUA_DEPLOY_URL change it; such a database gets no demo data unless DEMO=1.
set -euo pipefail
cd "$(dirname "$0")/../.."

program=${THIDUA_PROGRAM:-build/thidua}
cluster=api/tools/cluster.sh
folder=${THIDUA_RUN_FOLDER:-.run}
export THIDUA_PORT=${THIDUA_PORT:-8080}
export THIDUA_ENV=${THIDUA_ENV:-demo}
export THIDUA_BUSINESS_TIME=${DEMO_DATE:-2025-06-16}T08:00
export THIDUA_JWT_KEY_FILE=${THIDUA_JWT_KEY_FILE:-$folder/jwt.pem}
export THIDUA_IDENTITY_KEY_FILE=${THIDUA_IDENTITY_KEY_FILE:-$folder/identity.key}
export THIDUA_BALLOT_KEY_FILE=${THIDUA_BALLOT_KEY_FILE:-$folder/ballot.key}
export THIDUA_WEBHOOK_KEY_FILE=${THIDUA_WEBHOOK_KEY_FILE:-$folder/webhook.key}
here=http://127.0.0.1:$THIDUA_PORT
export THIDUA_PUBLIC_URL=${THIDUA_PUBLIC_URL-$here}
own_cluster=
server=

addresses() {
    cat <<END
thidua answers at
    $here/docs              pages, and every operation to try
    $here/api/v1            the API, described in $here/openapi.yaml
END
}

introduction() {
    addresses
    [[ $demo ]] || return 0
    cat <<END

To paste into another terminal:
    TOKEN=\$(curl -s $here/api/v1/auth/tokens -H 'Content-Type: application/json' -d '{"username":"thanh-pho-kon-tum.reviewer","password":"thidua-demo"}' | jq -r .access_token)
    curl -s -H "Authorization: Bearer \$TOKEN" '$here/api/v1/campaigns?limit=3' | jq '.items[].title'
    curl -s -H "Authorization: Bearer \$TOKEN" '$here/api/v1/units?q=mang+den' | jq '.items[] | {code, name, parent: .parent.name}'

The demo stands at ${THIDUA_BUSINESS_TIME/T/ }. Its accounts, password thidua-demo:
    tinh-kon-tum.leader           the province's chairperson
    tinh-kon-tum.oversight        the Fatherland Front of the province
    thanh-pho-kon-tum.reviewer    the city's standing body of emulation
    huyen-kon-plong.leader        a district's chairperson
    xa-doan-ket.reporter          an officer of a commune
    tinh-quang-ngai.leader        from 1 July 2025 on: DEMO_DATE=2025-07-02 make run

The log is $folder/service.log. Ctrl-C stops the service and its database.
END
}

# What a command tells is of interest when it fails.
quietly() {
    "$@" >"$folder"/preparation.log 2>&1 || {
        tail -n 20 "$folder"/preparation.log >&2
        return 1
    }
}

# The demo is loaded into a database of another name, which becomes `thidua` once it is whole: a first run that was
# stopped half-way leaves nothing half done.
prepare_own_database() {
    own_cluster=yes demo=yes
    $cluster start "$folder"/pg 9>&-
    export THIDUA_DATABASE_URL THIDUA_DEPLOY_URL
    if [[ $($cluster sql "$folder"/pg postgres "select count(*) from pg_database where datname = 'thidua'") == 0 ]]; then
        echo 'first run: preparing the database and its demo data, in about a minute …'
        quietly $cluster sql "$folder"/pg postgres 'drop database if exists thidua_new'
        $cluster create "$folder"/pg thidua_new
        THIDUA_DEPLOY_URL=$($cluster url "$folder"/pg thidua_new)
        THIDUA_DATABASE_URL=$($cluster url "$folder"/pg thidua_new thidua_service)
        quietly "$program" deploy
        quietly "$program" seed demo
        $cluster sql "$folder"/pg postgres 'alter database thidua_new rename to thidua'
    fi
    THIDUA_DEPLOY_URL=$($cluster url "$folder"/pg thidua)
    THIDUA_DATABASE_URL=$($cluster url "$folder"/pg thidua thidua_service)
    quietly "$program" deploy
}

prepare_given_database() {
    demo=${DEMO:-}
    [[ ${THIDUA_DEPLOY_URL:-} ]] || {
        echo 'THIDUA_DATABASE_URL is set, but THIDUA_DEPLOY_URL, which makes the tables, is not' >&2
        exit 1
    }
    quietly "$program" deploy
    [[ ! $demo || $(psql -XAtd "$THIDUA_DEPLOY_URL" -c 'select exists (select from app.campaigns)') == t ]] ||
        quietly "$program" seed demo
}

stop() {
    trap '' INT TERM
    local outcome=0
    : >"$folder"/running
    if [[ $server ]]; then
        kill -TERM "$server" 2>/dev/null || :
        wait "$server" || outcome=$?
    fi
    [[ ! $own_cluster ]] || $cluster stop "$folder"/pg
    exit "$outcome"
}

mkdir -p "$folder"
exec 9>>"$folder"/running
if ! flock --nonblock 9; then
    read -r here day <"$folder"/running || :
    [[ $here ]] || {
        echo 'It is starting or stopping in another terminal: wait and try again.'
        exit 0
    }
    echo "It runs already, and stands at $day. To start it anew, stop it first."
    addresses
    exit 0
fi

: >"$folder"/running
trap stop EXIT
trap 'exit 130' INT TERM
[[ -f $THIDUA_JWT_KEY_FILE ]] || "$program" key "$THIDUA_JWT_KEY_FILE"
[[ -f $THIDUA_IDENTITY_KEY_FILE ]] || "$program" identity-key "$THIDUA_IDENTITY_KEY_FILE"
[[ -f $THIDUA_BALLOT_KEY_FILE ]] || "$program" ballot-key "$THIDUA_BALLOT_KEY_FILE"
[[ -f $THIDUA_WEBHOOK_KEY_FILE ]] || "$program" webhook-key "$THIDUA_WEBHOOK_KEY_FILE"
if [[ ${THIDUA_DATABASE_URL:-} ]]; then prepare_given_database; else prepare_own_database; fi

# A session of its own keeps the terminal's Ctrl-C from the service: it is told once, by us, and drains. If this script is
# killed, the kernel tells it.
: >"$folder"/service.log
setsid setpriv --pdeathsig TERM "$program" serve 2>>"$folder"/service.log 9>&- &
server=$!
grep --quiet --max-count=1 '"event":"listening"' \
    < <(exec tail --pid=$server --lines=+1 --follow "$folder"/service.log 9>&- 2>/dev/null) || {
    echo 'the service did not start:' >&2
    tail -5 "$folder"/service.log >&2
    exit 1
}
echo "$here $THIDUA_BUSINESS_TIME" >"$folder"/running
introduction
wait $server
