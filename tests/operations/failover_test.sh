#!/usr/bin/env bash
# failover_test.sh: two PostgreSQL under Patroni; the primary is killed under writers with a ledger of what was
# acknowledged. Nothing acknowledged is lost, nothing is there twice, and the killed one comes back as a standby.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

folder=$(mktemp -d /tmp/thidua-XXXXXX)
# shellcheck disable=SC2317 # called by the trap
clean_up() {
    [[ ! ${nodes:-} ]] || {
        kill -TERM "$nodes" 2>/dev/null || :
        timeout 30 tail --pid="$nodes" -f /dev/null || :
    }
    rm -rf "$folder"
}
chmod 755 "$folder"
cp -r "$OPERATIONS/patroni" "$folder/scripts"
((EUID != 0)) || chown -R postgres "$folder"
bash "$folder/scripts/two-nodes.sh" run "$folder/n" >"$WORK/nodes" 2>&1 &
nodes=$!
children+=("$nodes")
wait_for 120 grep -q ^ready "$WORK/nodes" || {
    cat "$WORK/nodes"
    exit 1
}
declare -A at
for pair in $(<"$folder/n/addresses"); do at[${pair%%=*}]=${pair#*=}; done
install -m 600 "$folder/n/passwords" "$WORK/passwords"
export PGPASSFILE=$WORK/passwords
primary() { echo "postgresql://$1@127.0.0.1:${at[PRIMARY]}/$2"; }
sql() { psql -XAtqd "$(primary thidua_deploy "${2:-thidua}")" -v ON_ERROR_STOP=1 -c "$1"; }
says() { [[ $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:${at[$1]}/$2") == 200 ]]; }

# ---- the demo, and the service on it ----
make_database
pg_dumpall --roles-only --no-role-passwords -d "$($CLUSTER url "$TEST_FOLDER/pg" postgres)" |
    grep -v 'ROLE thidua_deploy;' | psql -Xqd "$(primary thidua_deploy postgres)" -v ON_ERROR_STOP=1
sql 'create database thidua template template0' postgres
pg_dump --format=custom --compress=0 --file="$WORK/dump" "$THIDUA_DEPLOY_URL"
pg_restore --jobs=2 --dbname="$(primary thidua_deploy thidua)" "$WORK/dump"
sql "alter role thidua_service password '$(cut -d : -f 5 "$PGPASSFILE")'"
THIDUA_DEPLOY_URL=$(primary thidua_deploy thidua)
THIDUA_DATABASE_URL=$(primary thidua_service thidua)
export THIDUA_DATABASE_URL
export THIDUA_DATABASE_READ_URL="postgresql://thidua_service@127.0.0.1:${at[STANDBY]}/thidua"
quietly 'the database is deployed through haproxy' "$PROGRAM" deploy --quiet
port=$(free_port)
serve "$port"
service=$SERVER
api=http://127.0.0.1:$port
bearer="Authorization: Bearer $(token thanh-pho-kon-tum.reviewer "$api")"

# ---- writers: each repeats what was not acknowledged, with the same key ----
writer() { # NUMBER
    local i code status
    for ((i = 1; ; i++)); do
        code=CHUYEN-$1-$i
        until
            status=$(curl -s --max-time 10 -o /dev/null -w '%{http_code}' -H "$bearer" -H "Idempotency-Key: $code" -H 'Content-Type: application/json' \
                "$api/api/v1/campaigns" -d "{\"code\":\"$code\",\"title\":\"Chuyển máy chủ\",\"kind\":\"movement\",\"starts_on\":\"2025-07-01\",\"ends_on\":\"2025-12-31\"}")
            [[ $status == 201 ]]
        do
            sleep 0.2
        done
        echo "$(date +%s%3N) $code" >>"$WORK/acknowledged.$1"
        [[ ! -e $WORK/enough ]] || return 0
    done
}
writers=()
for number in 1 2 3; do
    writer $number &
    writers+=("$!")
done
sleep 3
same 'writing goes to the first node' "$(says A_REST primary && echo a)" a
killed=$(date +%s%3N)
kill -9 "$(head -1 "$folder/n/a/data/postmaster.pid")"
check 'the other node becomes the primary' wait_for 60 says B_REST primary
promoted=$(date +%s%3N)
acknowledged_again() { [[ $(cat "$WORK"/acknowledged.* | awk -v killed="$killed" '$1 > killed + 1000' | wc -l) -ge 20 ]]; }
check 'and writes are acknowledged again' wait_for 60 acknowledged_again
touch "$WORK/enough"
wait "${writers[@]}"

# ---- what came of it ----
cat "$WORK"/acknowledged.* | sort -n >"$WORK/ledger"
gap=$(awk 'NR > 1 && $1 - last > gap {gap = $1 - last} {last = $1} END {print gap}' "$WORK/ledger")
cut -d ' ' -f 2 "$WORK/ledger" | sort >"$WORK/promised"
sql "select code from app.campaigns where code like 'CHUYEN-%'" | sort >"$WORK/kept"
same "of $(wc -l <"$WORK/ledger") writes that were acknowledged none is lost" "$(comm -23 "$WORK/promised" "$WORK/kept")" ''
same 'none is there twice' "$(uniq -d "$WORK/kept")" ''
same 'nothing is there that nobody promised' "$(comm -13 "$WORK/promised" "$WORK/kept")" ''
check "no write was acknowledged for $gap ms ($((promoted - killed)) ms to the new primary); at most 30 s" test "$gap" -le 30000
check 'the killed one comes back as a standby' wait_for 60 says A_REST replica
same 'readers are served' "$(curl -s -o /dev/null -w '%{http_code}' -H "$bearer" "$api/api/v1/campaigns?limit=1")" 200
check 'the service ends well' stop "$service"
