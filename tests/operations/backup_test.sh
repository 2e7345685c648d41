#!/usr/bin/env bash
# backup_test.sh: the drill: a base backup, the log of changes, damage, and the moment before it brought back and judged;
# with controls: a damaged backup, a lost piece of the log, and rows damaged on purpose must be told.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

# shellcheck disable=SC2317 # called by the trap
clean_up() { $CLUSTER remove "$WORK/pg" >/dev/null 2>&1 || :; }

$CLUSTER start "$WORK/pg"
home=$(realpath "$WORK/pg")/drill
in_home() { (cd / && env THIDUA_BACKUPS="$home/kept" THIDUA_BACKUPS_KEPT=1 THIDUA_PROGRAM="$home/thidua" ASAN_OPTIONS=detect_leaks=0 LSAN_OPTIONS= PGHOST="$socket" PGUSER=thidua_deploy "${as_postgres[@]}" "$@"); }
socket=$(<"$WORK/pg/socket")
install -d -m 755 "$home"
cp "$OPERATIONS"/backup/{thidua-backup,thidua-restore,restored.sql} "$home/"
install -m 755 "$PROGRAM" "$home/thidua"
((EUID != 0)) || chown -R postgres "$home"
binaries=/usr/lib/postgresql/15/bin

# ---- a cluster that archives, with the demo brought by a dump as the operators' page says ----
works="THIDUA_BACKUPS=$home/kept $home/thidua-backup archive %p %f"
$CLUSTER sql "$WORK/pg" postgres "alter system set archive_mode = 'on'"
$CLUSTER sql "$WORK/pg" postgres "alter system set archive_command = '$works'"
$CLUSTER stop "$WORK/pg"
$CLUSTER start "$WORK/pg"
socket=$(<"$WORK/pg/socket")
bring_demo "$WORK/dump"
quietly 'a database brought by a dump is deployed' "$PROGRAM" deploy --quiet
sql() { psql -XAtqd "$THIDUA_DEPLOY_URL" -v ON_ERROR_STOP=1 -c "$1"; }
quietly 'a dump that was restored is sound' in_home "$home/thidua-restore" check "$THIDUA_DEPLOY_URL"

# ---- backup, then a ledger of what the service acknowledged ----
base=$(in_home "$home/thidua-backup" base)
check 'a base backup is made and verified' test -f "$base/backup_manifest"
archived() { [[ $(sql "select last_archived_wal >= '$1' from pg_stat_archiver") == t ]]; }
archive_by() { # COMMAND: from now on
    $CLUSTER sql "$WORK/pg" postgres "alter system set archive_command = '$1'"
    $CLUSTER sql "$WORK/pg" postgres 'select pg_reload_conf()' >/dev/null
}
archive_by false
$CLUSTER sql "$WORK/pg" postgres "select pg_create_restore_point('something to archive')" >/dev/null
failed=$(sql 'select pg_walfile_name(pg_switch_wal())')
fails() { [[ $(sql 'select last_failed_wal from pg_stat_archiver') ]]; }
wait_for 40 fails
port=$(free_port) operations=$(free_port)
OPERATIONS_PORT=$operations serve "$port"
failing() { curl -s "http://127.0.0.1:$operations/metrics" | sed -n 's/^thidua_archive_failing_seconds //p'; }
measured() { (($(failing) > 0)); }
check 'an archive that fails is measured, and told in the log' wait_for 15 measured
check 'once' test "$(grep -c '"event":"archive_fails"' "$WORK/service.$port.log")" = 1
archive_by "$works"
wait_for 20 archived "$failed"
measured_well() { [[ $(failing) == 0 ]]; }
check 'and so is its end' wait_for 15 measured_well
api=http://127.0.0.1:$port
bearer="Authorization: Bearer $(token thanh-pho-kon-tum.reviewer "$api")"
write() { # NUMBER: the answer's status
    curl -sS -o /dev/null -w '%{http_code}' -H "$bearer" -H 'Content-Type: application/json' "$api/api/v1/campaigns" \
        -d "{\"code\":\"DIEN-TAP-$1\",\"title\":\"Diễn tập phục hồi\",\"kind\":\"movement\",\"starts_on\":\"2025-07-01\",\"ends_on\":\"2025-12-31\"}"
}
before=0
for i in {1..20}; do [[ $(write "$i") != 201 ]] || before=$((before + 1)); done
moment=$(sql 'select clock_timestamp()')
for i in {21..30}; do write "$i" >/dev/null; done
stop "$SERVER"
sql "delete from app.campaigns where code like 'DIEN-TAP-%'"
last=$(sql 'select pg_walfile_name(pg_switch_wal())')
wait_for 20 archived "$last"
$CLUSTER stop "$WORK/pg" immediate

# ---- the moment before the damage, from what was kept alone ----
started=$(date +%s%N)
in_home "$home/thidua-restore" to "$home/back" "$moment" >/dev/null
mkdir -m 700 "$home/run"
((EUID != 0)) || chown postgres "$home/run"
start_back() { # FOLDER
    in_home "$binaries/pg_ctl" start --silent --wait --timeout 30 --pgdata "$1" --log "$1.log" \
        --options "-c listen_addresses='' -c unix_socket_directories=$home/run"
}
# shellcheck disable=SC2317 # called by the trap
clean_up() {
    in_home "$binaries/pg_ctl" stop --silent --mode immediate --pgdata "$home/back" >/dev/null 2>&1 || :
    in_home "$binaries/pg_ctl" stop --silent --mode immediate --pgdata "$home/short" >/dev/null 2>&1 || :
    $CLUSTER remove "$WORK/pg" >/dev/null 2>&1 || :
}
quietly 'PostgreSQL starts on what was restored' start_back "$home/back"
THIDUA_DEPLOY_URL="postgresql://thidua_deploy@/thidua?host=$home/run"
THIDUA_DATABASE_URL="postgresql://thidua_service@/thidua?host=$home/run"
is_open() { [[ $(sql 'select pg_is_in_recovery()') == f ]]; }
wait_for 20 is_open
port=$(free_port)
serve "$port"
milliseconds=$((($(date +%s%N) - started) / 1000000))
check "it serves again after $milliseconds ms, at most 60,000" test $milliseconds -le 60000
same "all $before acknowledged before the moment are there, and none after it" \
    "$(sql "select count(*) || ' ' || max(substr(code, 10)::int) from app.campaigns where code like 'DIEN-TAP-%'")" "$before 20"
quietly 'what came back is sound' in_home "$home/thidua-restore" check "$THIDUA_DEPLOY_URL"
quietly 'nothing is left to deploy' "$PROGRAM" deploy --quiet
api=http://127.0.0.1:$port
same 'people go on writing' "$(write 31)" 201
stop "$SERVER"

# ---- and it is kept again ----
restart_back() { in_home "$binaries/pg_ctl" restart --silent --wait --timeout 30 --pgdata "$home/back" --log "$home/back.log"; }
same 'while it is looked at, nothing is archived' "$(sql 'show archive_mode')" off
quietly 'the settings of the restore go' in_home "$home/thidua-restore" finish "$THIDUA_DEPLOY_URL"
quietly 'PostgreSQL starts without them' restart_back
same 'and archives again' "$(sql 'show archive_mode')" on
check 'the new history has its number for itself' test -s "$home/kept/wal/00000002.history"
same 'no moment is left to go back to' "$(sql "select count(*) from pg_file_settings where name ~ '^(recovery|restore)_'")" 0
sql 'alter system reset archive_command'
check 'control: without a command nothing is said to be archived' grep -q 'nothing will be archived' <(in_home "$home/thidua-restore" finish "$THIDUA_DEPLOY_URL")

# ---- controls: what is not sound is told ----
refuses() { # WORDS PATTERN COMMAND…
    if "${@:3}" >"$WORK/said" 2>&1; then
        echo "not ok $1: it went well"
    else
        check "$1" grep -qE "$2" "$WORK/said"
    fi
}
sql 'set session_replication_role = replica; delete from app.campaigns where id = (select min(campaign_id::text)::uuid from app.indicators)'
refuses 'control: rows that point to nothing are told' 'point to nothing' in_home "$home/thidua-restore" check "$THIDUA_DEPLOY_URL"
in_home "$binaries/pg_ctl" stop --silent --mode immediate --pgdata "$home/back"
refuses 'control: a folder that holds something is not touched' 'holds something' in_home "$home/thidua-restore" to "$home/back"
refuses 'control: no base backup, no restore' 'no base backup' in_home "$home/thidua-restore" to "$home/early" '2001-01-01'
mv "$home/kept/wal" "$home/kept/lost"
in_home "$home/thidua-restore" to "$home/short" "$moment" >/dev/null
start_back "$home/short" >/dev/null 2>&1 || : # it may serve readers until the log ends
check 'control: a log with a gap does not pass for the moment' \
    wait_for 20 grep -q 'before configured recovery target was reached' "$home/short.log"
file=$(find "$base/base" -type f -size +64k -print -quit)
printf 'x' | dd of="$file" bs=1 seek=20000 conv=notrunc status=none
refuses 'control: a damaged base backup is not used' 'damaged' in_home "$home/thidua-restore" to "$home/bad" "$moment"
mv "$home/kept/lost" "$home/kept/wal"

# ---- what is too old goes ----
in_home mkdir -p "$home/kept/base/20990101T000000Z"
in_home cp "$base/backup_label" "$home/kept/base/20990101T000000Z/"
in_home "$home/thidua-backup" clean >/dev/null
same 'only the newest base backups are kept' "$(ls "$home/kept/base")" 20990101T000000Z
