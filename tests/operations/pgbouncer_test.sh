#!/usr/bin/env bash
# pgbouncer_test.sh: the service behind PgBouncer in transaction mode, with far fewer connections to PostgreSQL than
# workers: everybody sees what is his, nobody what another's transaction left behind.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
direct=$THIDUA_DEPLOY_URL
database=$(psql -XAtd "$direct" -c 'select current_database()')
pool=$(free_port)
folder=$(mktemp -d /tmp/thidua-XXXXXX) # the pooler is no more root than PostgreSQL is, and may not reach the checkout
# shellcheck disable=SC2317 # called by the trap
clean_up() { rm -rf "$folder"; }
sed -e "s|^thidua = .*|thidua = host=$(<"$TEST_FOLDER/pg/socket") dbname=$database|" -e "s|^listen_port = .*|listen_port = $pool|" \
    -e 's|^default_pool_size = .*|default_pool_size = 2|' -e 's|^auth_type = .*|auth_type = any|' -e '/^auth_file/d' \
    -e '/^unix_socket_dir/d' -e "\$a logfile = $folder/log" -e "\$a pidfile = $folder/pid" -e "\$a unix_socket_dir = " \
    "$OPERATIONS/pgbouncer/pgbouncer.ini" >"$folder/pgbouncer.ini"
sed -i "s|^thidua = .*|& user=thidua_service|" "$folder/pgbouncer.ini"
((EUID != 0)) || chown -R postgres "$folder"
pooler=(/usr/sbin/pgbouncer "$folder/pgbouncer.ini")
((EUID != 0)) || pooler=(/usr/sbin/pgbouncer --user=postgres "$folder/pgbouncer.ini")
"${pooler[@]}" >"$folder/out" 2>&1 &
children+=("$!")
pooled=postgresql://thidua_service@127.0.0.1:$pool/thidua
wait_for 5 psql -XAtd "$pooled" -c 'select 1' || {
    cat "$folder/out" "$folder/log"
    exit 1
}

export THIDUA_DATABASE_URL=$pooled
port=$(free_port)
serve "$port" THIDUA_PREPARED_STATEMENTS=off
service=$SERVER
api=http://127.0.0.1:$port
names=(thanh-pho-kon-tum.reviewer xa-doan-ket.reporter tinh-kon-tum.leader huyen-kon-plong.leader)
for name in "${names[@]}"; do token "$name" "$api" >"$folder/$name"; done

# ---- eight workers, two connections: each answer is of the one who asked ----
ask() { # NAME
    local i
    for i in {1..25}; do
        curl -sS -H "Authorization: Bearer $(<"$folder/$1")" "$api/api/v1/me" "$api/api/v1/campaigns?limit=1" -o "$folder/$1.me.$i" -o /dev/null
    done
}
asking=()
for name in "${names[@]}"; do
    ask "$name" &
    asking+=("$!")
done
wait "${asking[@]}"
for name in "${names[@]}"; do
    same "25 answers to $name are his" "$(cat "$folder/$name".me.* | jq -r '.username // .user.username' | sort | uniq -c | tr -s ' ')" " 25 $name"
done
same 'nobody was refused for the pool' "$(jq -r 'select(.event == "request" and (.status | tonumber) >= 400) | .code' "$WORK/service.$port.log" | sort | uniq -c)" ''
same 'PostgreSQL had two connections of the service' "$(psql -XAtd "$direct" -c "select count(*) from pg_stat_activity where datname = '$database' and usename = 'thidua_service'")" 2
same 'writing, with a key, and again: one thing was made' "$(
    for _ in 1 2; do
        curl -sS -H "Authorization: Bearer $(<"$folder/thanh-pho-kon-tum.reviewer")" -H 'Idempotency-Key: trong-ho-1' -H 'Content-Type: application/json' \
            "$api/api/v1/campaigns" -d '{"code":"TRONG-HO","title":"Qua bộ gộp kết nối","kind":"movement","starts_on":"2025-07-01","ends_on":"2025-12-31"}' | jq -r .id
    done | sort | uniq -c | awk '{print $1}')" 2
same 'a whole table is streamed' "$(curl -sS -o /dev/null -w '%{http_code}' -H 'Accept: text/csv' -H "Authorization: Bearer $(<"$folder/tinh-kon-tum.leader")" "$api/api/v1/units")" 200
same 'what a request left behind is gone' "$(for _ in {1..10}; do psql -XAtd "$pooled" -c "select coalesce(current_setting('app.user', true), '')"; done | sort -u)" ''
check 'the service ends well' stop "$service"

# ---- control: with prepared statements this version of PgBouncer mixes them up ----
port=$(free_port)
serve "$port" THIDUA_PREPARED_STATEMENTS=on || :
# Readings that last, so that several workers are at it at once; again until it has happened, because it is a matter of chance.
mixed_up() {
    local name asking
    for _ in {1..20}; do
        asking=()
        for name in "${names[@]}" "${names[@]}"; do
            curl -sS -H "Authorization: Bearer $(<"$folder/$name")" "http://127.0.0.1:$port/api/v1/campaigns?limit=[46-50]" \
                "http://127.0.0.1:$port/api/v1/campaigns/code:KT-2025/progress" "http://127.0.0.1:$port/api/v1/units?limit=[1-10]" >/dev/null 2>&1 &
            asking+=("$!")
        done
        wait "${asking[@]}" || :
        ! grep -qE '"sqlstate":"(26000|42P05)"' "$WORK/service.$port.log" || return 0
    done
    return 1
}
check 'control: with prepared statements it fails, and the log says why' mixed_up
