#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# disk_test.sh: small disks that fill up: of the service (uploads, long lists, log, heads of the audit), of PostgreSQL's tables
# and of its log. Nothing is sent cut short, nothing acknowledged is lost, and all goes on when there is room again.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

mounted=()
disk() { # FOLDER SIZE: a disk of its own
    mkdir -p "$1"
    mount -t tmpfs -o "size=$2,mode=1777" tmpfs "$1" 2>/dev/null || return 1
    mounted+=("$1")
}
# shellcheck disable=SC2317 # called by the trap
clean_more() {
    local folder
    stop_postgres immediate >/dev/null 2>&1 || :
    for folder in "${mounted[@]}"; do umount --lazy "$folder"; done
}
fill() { # FOLDER [KILOBYTES left]
    rm -f "$1/ballast"
    dd if=/dev/zero of="$1/ballast" bs=64k 2>/dev/null || :
    (($# == 1)) || truncate -s -"$2"K "$1/ballast"
}
empty() { rm "$1/ballast"; }

disk "$WORK/spool" 4m || {
    echo "skipped $NAME: this user may not mount a disk of its own"
    exit 0
}
disk "$WORK/lines" 256k
make_durable
SPOOL=$WORK/spool LINES_DISK=$WORK/lines
LOG=$LINES_DISK/log HEADS=$LINES_DISK/heads
start_service TMPDIR="$SPOOL" THIDUA_AUDIT_HEADS_FILE="$HEADS" THIDUA_AUDIT_HEAD_SECONDS=1
bearer="Authorization: Bearer $(token "$ACCOUNT" "$URL")"

# ---- the service's own ----
get() { # PATH TYPE FILE: the status
    curl -s -o "$3" -D "$3.head" -w '%{http_code}' --max-time 20 -H "$bearer" -H "Accept: $2" "$URL/api/v1/$1" || :
}
upload() { curl -s -o "$WORK/uploaded" -w '%{http_code}' --max-time 20 -H "$bearer" -F abstract=Ảnh -F kind=evidence -F "file=@$WORK/photo.png;type=image/png" "$URL/api/v1/documents" || :; }
is_full() { # FILE STATUS
    [[ $2 == 503 && $(jq -r .code "$1") == storage_full ]] && grep -qi '^retry-after: 60' "$1.head"
}
# A text chunk makes a small picture a large one that no disk can press together.
node -e "
const zlib = require('node:zlib'), fs = require('node:fs'), chunk = (type, data) => {
    const head = Buffer.alloc(4), crc = Buffer.alloc(4), body = Buffer.concat([Buffer.from(type), data]);
    head.writeUInt32BE(data.length); crc.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : 0);
    return Buffer.concat([head, body, crc]);
};
fs.writeFileSync('$WORK/photo.png', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.from('0000000100000001080000000037', 'hex').subarray(0, 13)), chunk('tEXt', require('node:crypto').randomBytes(600000)),
    chunk('IDAT', zlib.deflateSync(Buffer.from([0, 0]))), chunk('IEND', Buffer.alloc(0))]));"
same 'with room a file is taken' "$(upload)" 201
document=$(jq -r .id "$WORK/uploaded")
paths=('units' "documents/$document/content" 'units?limit=50')
types=(text/csv '*/*' application/vnd.openxmlformats-officedocument.spreadsheetml.sheet)
files=()
for i in 0 1; do
    get "${paths[i]}" "${types[i]}" "$WORK/whole.$i" >/dev/null
    files[i]=$(sha256sum <"$WORK/whole.$i")
done
refused=0 whole=0 short=0
count=$(rounds 12 60)
for ((n = 0; n < count; n++)); do
    fill "$SPOOL" $((n == 0 ? 0 : RANDOM % 720))
    for i in 0 1; do
        status=$(get "${paths[i]}" "${types[i]}" "$WORK/got")
        if is_full "$WORK/got" "$status"; then
            refused=$((refused + 1))
        elif [[ $status == 200 && $(sha256sum <"$WORK/got") == "${files[i]}" ]]; then
            whole=$((whole + 1))
        else
            short=$((short + 1))
            echo "# ${paths[i]} with $(df --output=avail "$SPOOL" | tail -1) kB: $status, $(wc -c <"$WORK/got") bytes, $(head -c 300 "$WORK/got" | tr -cd '[:print:]')"
        fi
    done
done
check "a long list and a file with less and less room, seed $SEED, $count rounds: refused $refused, whole $whole, cut short $short" \
    test "$((refused > 0 && whole > 0)) $short" = '1 0'
head -c 5000 "$WORK/whole.0" >"$WORK/cut"
check 'control: a list that is cut short is not the same' test "$(sha256sum <"$WORK/cut")" != "${files[0]}"
fill "$SPOOL"
status=$(get "${paths[2]}" "${types[2]}" "$WORK/book")
check "a workbook needs no disk ($status)" unzip -tqq "$WORK/book"
before=$(sql 'select count(*) from app.documents')
same 'a full disk takes no file' "$(upload) $(jq -r .code "$WORK/uploaded") $(($(sql 'select count(*) from app.documents') - before))" '503 storage_full 0'
empty "$SPOOL"
same 'with room again a file is taken' "$(upload)" 201

# The log and the heads of the audit.
wait_for 10 test -s "$HEADS"
fill "$LINES_DISK" 1
answered=0
for ((n = 0; n < 40; n++)); do [[ $(get 'campaigns?limit=1' application/json "$WORK/got") != 200 ]] || answered=$((answered + 1)); done
same 'a full disk of the log keeps nobody from an answer' "$answered" 40
curl -sf -o /dev/null -H "$bearer" -H 'Content-Type: application/json' -d '{"text":"Khi đầy."}' "$URL/api/v1/submissions/$REPORT/comments"
sleep 2.5
empty "$LINES_DISK"
curl -sf -o /dev/null -H "$bearer" -H 'Content-Type: application/json' -d '{"text":"Khi có chỗ."}' "$URL/api/v1/submissions/$REPORT/comments"
known=$(wc -l <"$HEADS")
more_heads() { (($(wc -l <"$HEADS") > known)); }
check 'with room again heads are written' wait_for 10 more_heads
same 'no line is glued to another' "$(cat "$LOG" "$HEADS" | grep -cE '\{"(time|statement)".*\{"(time|statement)"' || :)" 0
same 'the last line of each is whole' "$(tail -qn 1 "$LOG" "$HEADS" | jq -s length)" 2
openssl pkey -in "$THIDUA_JWT_KEY_FILE" -pubout -out "$WORK/audit.pub" 2>/dev/null
quietly 'and the audit agrees with the heads' "$PROGRAM" verify-audit --key "$WORK/audit.pub" --heads "$HEADS"
stop "$SERVER"

# ---- PostgreSQL's tables ----
unset LOG
stop_postgres
place=$(realpath "$PG")
move_to() { # DISK WHAT: a folder of the cluster goes there
    disk "$WORK/$1" $(($(du -sk "$place/$2" | cut -f 1) + $3))k
    chmod 755 "$WORK/$1"
    mv "$place/$2" "$WORK/$1/moved"
    ln -s "$WORK/$1/moved" "$place/$2"
}
move_to tables data/base 24576
start_postgres
start_service
until_written_again() { # milliseconds until a writer is acknowledged are again; the writers end
    local begun known
    begun=$(milliseconds) known=$(wc -l <"$LEDGER")
    until (($(wc -l <"$LEDGER") > known)); do (($(milliseconds) < begun + 20000)) || break; sleep 0.01; done
    again=$(($(milliseconds) - begun))
    sleep 0.5
    stop_writers
}
start_writers
sleep 0.5
write() { curl -s -o "$WORK/got" -D "$WORK/got.head" -w '%{http_code}' --max-time 10 -H "$bearer" -H 'Content-Type: application/json' -d '{"text":"Đọc rồi."}' "$URL/api/v1/submissions/$REPORT/comments" || :; }
told_full() { is_full "$WORK/got" "$(write)"; }
fill "$WORK/tables"
check 'a full disk of tables: who writes is told so, and when to come back' wait_for 60 told_full
read_well=0
for ((n = 0; n < 10; n++)); do [[ $(get 'campaigns?limit=5' application/json "$WORK/got") != 200 ]] || read_well=$((read_well + 1)); done
same 'meanwhile reading goes on' "$read_well" 10
check 'and the service is ready' ready
sleep 1
empty "$WORK/tables"
until_written_again
result 'a full disk of tables' "writing again $again ms after there was room, nothing restarted"
same 'nobody heard more than 201 and 503' "$(of_writers '.statuses | keys - ["201", "503"]')" '[]'
planted_is_told

# ---- PostgreSQL's log of changes ----
stop_postgres
move_to log data/pg_wal 49152
start_postgres
wait_for 10 ready
start_writers
sleep 0.5
fill "$WORK/log"
away() { sql 'select pg_switch_wal()' >/dev/null 2>&1; ! as_owner pg_ctl status --pgdata "$place/data" >/dev/null; }
check 'a full disk of its log: PostgreSQL ends itself' wait_for 60 away
same 'everybody is told to come back' "$(get 'campaigns?limit=5' application/json "$WORK/got") $(jq -r .code "$WORK/got") $(get ../../readyz application/json "$WORK/got")" '503 database_unavailable 503'
empty "$WORK/log"
start_postgres
until_written_again
result "a full disk of PostgreSQL's log" "writing again $again ms after it was started"
same 'nobody heard more than 201 and 503' "$(of_writers '.statuses | keys - ["201", "503"]')" '[]'
check 'the service never ended, and stops well' stop "$SERVER"
