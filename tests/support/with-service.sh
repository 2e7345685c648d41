#!/usr/bin/env bash
# with-service.sh: runs a command beside a service of its own on a fresh clone of the template database, and fails when the
# command fails or the service does not end well. tests/run sets TEST_FOLDER and makes the cluster and the template.
# Usage: with-service.sh NAME COMMAND…
# TEST_WORKER keeps two of one name apart, when they run at once.
# A test asks for other settings by a line of its source: /* service: THIDUA_BUSINESS_TIME=2025-07-02T08:00 */
set -euo pipefail

export TEST_NAME=$1${TEST_WORKER:-}
source=tests/api/$1.c
shift
cluster=api/tools/cluster.sh
database=test_${TEST_NAME//[^a-z0-9]/_}
log=$TEST_FOLDER/$TEST_NAME.service.log
server=

# shellcheck disable=SC2317 # called by the trap
stop() {
    local outcome=$?
    trap - EXIT
    if [[ $server ]]; then
        kill -TERM "$server" 2>/dev/null || :
        timeout 30 tail --pid="$server" -f /dev/null || kill -KILL "$server"
        wait "$server" || {
            echo "the service of $TEST_NAME ended with $?; the end of its log:"
            tail -20 "$log"
            outcome=1
        }
    fi
    exit "$outcome"
}
trap stop EXIT
trap 'exit 130' INT TERM

$cluster create "$TEST_FOLDER/pg" "$database" "${TEST_TEMPLATE:-template_demo}"
TEST_DATABASE=$($cluster url "$TEST_FOLDER/pg" "$database")
THIDUA_DEPLOY_URL=$TEST_DATABASE
THIDUA_DATABASE_URL=$($cluster url "$TEST_FOLDER/pg" "$database" thidua_service)
export TEST_DATABASE THIDUA_DEPLOY_URL THIDUA_DATABASE_URL
export THIDUA_PORT=0 THIDUA_OPERATIONS_PORT=0 THIDUA_STREAM_SECONDS=1 # who asks for everything waits for no stream
while read -r assignment; do
    export "${assignment?}"
done < <(sed -n 's/^.*service: \(THIDUA_[A-Z_]*=[^ ]*\).*$/\1/p' "$source" 2>/dev/null)

: >"$log"
setpriv --pdeathsig TERM "${TEST_PROGRAM:-build/sanitized/thidua}" serve >>"$log" 2>&1 &
server=$!
listening=$(timeout 60 grep --max-count=1 '"event":"listening"' \
    < <(exec timeout 60 tail --pid=$server --lines=+1 --follow "$log" 2>/dev/null)) || {
    echo "the service of $TEST_NAME did not start:"
    tail -20 "$log"
    exit 1
}
TEST_URL=http://127.0.0.1:$(jq -r .port <<<"$listening")
export TEST_URL TEST_SERVICE=$server
TEST_TOKENS=$(mktemp -d "$TEST_FOLDER/tokens.XXXXXX")
export TEST_TOKENS
timeout "${TEST_SECONDS:-300}" "$@"
