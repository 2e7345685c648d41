#!/usr/bin/env bash
# standby_test.sh: readers are answered by a standby; who has written reads what was written, however far the standby is
# behind; nobody reads what is older than some seconds; and without the standby, or without the primary, readers go on.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

binaries=/usr/lib/postgresql/15/bin
home=$WORK
# shellcheck disable=SC2317 # called by the trap
clean_up() {
    (cd / && "${as_postgres[@]}" $binaries/pg_ctl stop --silent --mode immediate --pgdata "$home/standby" >/dev/null 2>&1) || :
    $CLUSTER remove "$WORK/pg" >/dev/null 2>&1 || :
}
$CLUSTER start "$WORK/pg"
bring_demo "$WORK/dump"
"$PROGRAM" deploy --quiet >/dev/null

# ---- a standby beside the primary ----
home=$(realpath "$WORK/pg")/beside
install -d -m 700 "$home" "$home/run"
((EUID != 0)) || chown postgres "$home" "$home/run"
primary=$(<"$WORK/pg/socket")
standby() { (cd / && "${as_postgres[@]}" $binaries/pg_ctl "$1" --silent --wait --pgdata "$home/standby" "${@:2}"); }
(cd / && "${as_postgres[@]}" $binaries/pg_basebackup --pgdata "$home/standby" --write-recovery-conf --checkpoint fast \
    --dbname "host=$primary user=thidua_deploy")
standby start --log "$home/log" --options "-c listen_addresses='' -c unix_socket_directories=$home/run"
there="postgresql://thidua_deploy@/thidua?host=$home/run"
export THIDUA_DATABASE_READ_URL="postgresql://thidua_service@/thidua?host=$home/run"
sql() { psql -XAtqd "$1" -v ON_ERROR_STOP=1 -c "$2"; }

quietly 'the settings are judged, the standby too' bash -c "'$PROGRAM' check --config | grep -q '^ok     THIDUA_DATABASE_READ_URL'"
port=$(free_port) operations=$(free_port)
OPERATIONS_PORT=$operations serve "$port"
service=$SERVER
api=http://127.0.0.1:$port
writer="Authorization: Bearer $(token thanh-pho-kon-tum.reviewer "$api")"
other="Authorization: Bearer $(token xa-doan-ket.reporter "$api")"
leader="Authorization: Bearer $(token thanh-pho-kon-tum.leader "$api")"
get() { curl -sS -H "$1" "$api/api/v1$2" "${@:3}"; }
status() { get "$@" -o /dev/null -w '%{http_code}'; }
asked() { curl -s "http://127.0.0.1:$operations/metrics" | sed -n "s/^thidua_standby_reads_total{by=\"$1\"} //p"; }
write() {
    curl -sS -H "$writer" -H 'Content-Type: application/json' "$api/api/v1/campaigns" \
        -d "{\"code\":\"$1\",\"title\":\"Đọc ở bản sao\",\"kind\":\"movement\",\"starts_on\":\"2025-07-01\",\"ends_on\":\"2025-12-31\"}" | jq -r .id
}
by_standby() { # ACCOUNT PATH…: whether the standby answered
    local before
    before=$(asked standby)
    [[ $(status "$@") == 200 && $(asked standby) -gt $before ]]
}

# ---- reading ----
check 'after some seconds the standby answers readers' wait_for 20 by_standby "$other" '/campaigns?limit=1'
same 'it answers as the primary does' "$(get "$other" '/units?limit=50' | jq -S 'del(.page.updated_until)' | sha256sum)" \
    "$(sql "$there" 'select pg_wal_replay_pause()' >/dev/null; write PHAI-DOI >/dev/null; get "$writer" '/units?limit=50' | jq -S 'del(.page.updated_until)' | sha256sum)"
check 'a table that is streamed comes from it' by_standby "$other" /units -H 'Accept: text/csv'

# ---- reading what one has written, while the standby stands still ----
id=$(write KHONG-TRE)
same 'control: the standby does not know it' "$(sql "$there" "select count(*) from app.campaigns where code = 'KHONG-TRE'")" 0
same 'who wrote it reads it at once' "$(status "$writer" "/campaigns/$id")" 200
same 'and finds it in the list' "$(get "$writer" '/campaigns?code=KHONG-TRE' | jq '.items | length')" 1
check 'others are still answered by the standby' by_standby "$other" '/campaigns?limit=1'
same 'what the standby does not find is asked of the primary' "$(status "$leader" "/campaigns/$id")" 200
far_behind() { ! by_standby "$other" '/campaigns?limit=1'; }
check 'nobody is answered by a standby that is seconds behind' wait_for 15 far_behind
same '… but by the primary' "$(status "$other" '/campaigns?limit=1')" 200
sql "$there" 'select pg_wal_replay_resume()' >/dev/null
check 'once it has caught up, it answers again' wait_for 15 by_standby "$writer" '/campaigns?limit=1'

# ---- many times, with a standby that is always a little late ----
sql "$there" "alter system set recovery_min_apply_delay = '300ms'"
sql "$there" 'select pg_reload_conf()' >/dev/null
stale=0
for i in {1..25}; do
    title="Tiêu đề $i"
    tag=$(get "$writer" "/campaigns/$id" -o /dev/null -D - | tr -d '\r' | sed -n 's/^ETag: //Ip')
    curl -sS -o /dev/null -X PATCH -H "$writer" -H "If-Match: $tag" -H 'Content-Type: application/merge-patch+json' "$api/api/v1/campaigns/$id" -d "{\"title\":\"$title\"}"
    [[ $(get "$writer" "/campaigns/$id" | jq -r .title) == "$title" ]] || stale=$((stale + 1))
done
same 'of 25 changes, each is read back' "$stale" 0
same 'all 25 were changes' "$(get "$writer" "/campaigns/$id" | jq .version)" 26

# ---- without one of the two ----
standby stop --mode immediate
failed=0
for i in {1..40}; do [[ $(status "$other" "/campaigns?limit=$i") == 200 ]] || failed=$((failed + 1)); done
same 'the standby goes away: no reader notices' "$failed" 0
standby start --log "$home/log" --options "-c listen_addresses='' -c unix_socket_directories=$home/run"
check 'it comes back and answers again' wait_for 20 by_standby "$other" '/campaigns?limit=1'
$CLUSTER stop "$WORK/pg" immediate
check 'the primary goes away: the standby still answers readers' by_standby "$other" '/campaigns?limit=1'
same 'and writers are told to come back' "$(curl -sS -H "$writer" -H 'Content-Type: application/json' "$api/api/v1/campaigns" -d '{"code":"KHONG-CO","title":"Không có máy chính","kind":"movement","starts_on":"2025-07-01","ends_on":"2025-12-31"}' | jq -r .code)" database_unavailable
check 'the service ends well' stop "$service"
