#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# start_test.sh: the service is started before its database, or with one that must not be used: it is alive, says why it is
# not ready, answers nothing from there, and goes on by itself within a second of the fault's end.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
OPS=$(free_port)
start_service
TOKEN=$(token "$ACCOUNT" "$URL")
stop "$SERVER"

# "status code retry-after" of a request that wants the database
ask() {
    curl -s -o "$WORK/answer" -D "$WORK/head" -w '%{http_code} ' --max-time 10 -H "Authorization: Bearer $TOKEN" "$URL/api/v1/campaigns?limit=1" || :
    jq -r '.code // "served"' "$WORK/answer" | tr '\n' ' '
    sed -n 's/^retry-after: *\([0-9]*\).*/\1/pi' "$WORK/head"
}
reason() { curl -s --max-time 5 "http://127.0.0.1:$OPS/readyz"; }
refused() { # WORDS REASON CODE: what everybody is told meanwhile
    check "$1: alive" alive
    check "$1: /readyz says why" wait_for 5 grep -q "$2" <(reason)
    check "$1: not ready" test "$(curl -s -o /dev/null -w '%{http_code}' "$URL/readyz")" = 503
    check "$1: everything else is told to come back ($(ask))" grep -qE "^503 $3 [0-9]+" <(ask)
}
served() { [[ $(ask) == '200 served'* ]]; }
until_ready() { # how many milliseconds it takes
    local begun
    begun=$(milliseconds)
    until ready; do
        (($(milliseconds) < begun + 20000)) || break
        sleep 0.01
    done
    echo $(($(milliseconds) - begun))
}
restart_service() { # [ASSIGNMENT…]
    stop "$SERVER" || :
    launch_service THIDUA_OPERATIONS_PORT="$OPS" "$@"
    wait_for 10 alive
}
# Its connections are old ones, and those are not judged again.
new_connections() { sql "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'thidua_service'" >/dev/null; }

# ---- started first ----
times=()
count=$(rounds 2 20)
for ((i = 0; i < count; i++)); do
    stop_postgres
    launch_service THIDUA_OPERATIONS_PORT="$OPS"
    begun=$(milliseconds)
    wait_for 10 alive
    ((i)) || alive_after=$(($(milliseconds) - begun))
    ((i)) || refused 'started before the database' 'No such file or directory' database_unavailable
    pause 100 900
    start_postgres
    times+=("$(until_ready)")
    served || times+=(20000)
    ((i == count - 1)) || stop "$SERVER"
done
slowest=$(printf '%s\n' "${times[@]}" | sort -n | tail -1)
check "started before the database in $count rounds, seed $SEED: alive after $alive_after ms; ready at most $slowest ms after the database accepts, at most 1,000" \
    test "$slowest" -le 1000
stop_postgres
start_postgres
kill -STOP "$SERVER"
(sleep 1.5; kill -CONT "$SERVER") &
late=$(until_ready)
check "control: a service that is held up for 1.5 s is seen to be late ($late ms)" test "$late" -gt 1000

# ---- how often it is tried ----
door=$(free_port)
node -e "
const times = [];
require('node:net').createServer((s) => { times.push(Date.now()); s.destroy(); }).listen($door, '127.0.0.1');
process.on('SIGTERM', () => { console.log(JSON.stringify(times)); process.exit(0); });" >"$WORK/knocks" &
knocked=$!
wait_for 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/$door"
restart_service "THIDUA_DATABASE_URL=postgresql://thidua_service@127.0.0.1:$door/thidua?sslmode=disable"
# wrk waits for no answer longer than it has to; of eight connections one is always asking.
wrk --threads 1 --connections 8 --duration 3 --header "Authorization: Bearer $TOKEN" "$URL/api/v1/campaigns?limit=1" >"$WORK/crowd"
kill -TERM $knocked
wait $knocked
knocks=$(jq 'length' "$WORK/knocks") widths=$(jq '[.[1:], .[:-1]] | transpose | map((.[0] - .[1]) / 20 | floor) | unique | length' "$WORK/knocks")
check "$(sed -n 's/^ *\([0-9]*\) requests in.*/\1/p' "$WORK/crowd") requests of eight clients make it try $knocks times in 3 s, at most 100, at $widths different distances" test "$((knocks >= 3 && knocks <= 100 && widths >= 3))" = 1
lines=$(grep -c database_unreachable "$WORK/service.log" || :)
check "and the log is told of each fault once a minute ($lines lines so far)" test "$lines" -le 12

# ---- a database that is there and wrong ----
$CLUSTER create "$PG" empty
restart_service "THIDUA_DATABASE_URL=$($CLUSTER url "$PG" empty thidua_service)"
refused 'nothing deployed' 'nothing is deployed; run thidua deploy' not_ready
THIDUA_DEPLOY_URL=$($CLUSTER url "$PG" empty) "$PROGRAM" deploy --quiet >"$WORK/deploy.log"
check 'nothing deployed: ready within a second after thidua deploy' test "$(until_ready)" -le 1000

restart_service
wait_for 10 ready
newest=$(sql 'select max(version) from app.schema_migrations')
sql "update app.schema_migrations set version = 1 - version where version = $newest"
new_connections
refused 'an older schema' "migration [0-9]* of $newest is applied; run thidua deploy" not_ready
sql "update app.schema_migrations set version = $newest where version = 1 - $newest"
check 'an older schema: ready within a second after it is mended' test "$(until_ready)" -le 1000
check 'a newer one is served' served
sql "insert into app.schema_migrations(version, name, sha256) values (9999, 'of_the_next_version', '')"
new_connections
check 'a newer one is still served with new connections' served
sql 'delete from app.schema_migrations where version = 9999'

sql 'alter role thidua_service bypassrls'
new_connections
refused 'a role that may do everything' 'role thidua_service may bypass row security' not_ready
sql 'alter role thidua_service nobypassrls'
check 'a role that may do everything: ready within a second after it is mended' test "$(until_ready)" -le 1000

restart_service THIDUA_ENV=production THIDUA_BUSINESS_TIME=
refused 'production with accounts of the demo' 'the accounts of the demo are in this database' not_ready

# ---- a password that changes ----
sql "alter role thidua_service password 'cũ'"
sed -i '1i local all thidua_service scram-sha-256' "$(realpath "$PG")/data/pg_hba.conf"
sql 'select pg_reload_conf()' >/dev/null
keep_password() { install -m 600 /dev/stdin "$WORK/passwords" <<<"*:*:*:thidua_service:$1"; }
keep_password cũ
restart_service PGPASSFILE="$WORK/passwords"
check 'a password of a file is used' wait_for 10 ready
sql "alter role thidua_service password 'mới'"
new_connections
refused 'a changed password' 'password authentication failed' database_unavailable
keep_password mới
check 'a changed password: ready within a second after the file has the new one' test "$(until_ready)" -le 1000

# ---- what is wrong with the settings still ends the start ----
check 'it never ended by itself' kill -0 "$SERVER"
check 'and stops well' stop "$SERVER"
ended=0
timeout 20 env THIDUA_PORT="$PORT" THIDUA_DATABASE_URL='postgresql://thidua_service:geheim@[/thidua' "$PROGRAM" serve >"$WORK/refused" 2>&1 || ended=$?
check "control: an address that nobody can read ends the start ($ended), and its password is not printed" \
    test "$ended $(grep -c start_refused "$WORK/refused") $(grep -c geheim "$WORK/refused" || :)" = '1 1 0'
