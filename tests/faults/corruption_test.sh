#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# corruption_test.sh: a byte of a table's file is changed on the disk: checksums find it, the API answers 500 with the id of the
# request and never other data. Control: where checksums are not believed, the same byte comes out as data.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
start_service
bearer="Authorization: Bearer $(token "$ACCOUNT" "$URL")"
place=$(realpath "$PG")/data
get() { # PATH FILE: the status
    curl -s -o "$2" -w '%{http_code}' --max-time 20 -H "$bearer" "$URL/api/v1/$1" || :
}
# What it says of things; the rest tells the hour.
is_right() { [[ $(jq -cS .items "$WORK/got") == "$(jq -cS .items "$WORK/right.$1")" ]]; }
paths=('campaigns?limit=100' 'units?limit=500')
tables=(campaigns units)
for i in 0 1; do same "${paths[i]} is read" "$(get "${paths[i]}" "$WORK/right.$i")" 200; done
sql checkpoint

change() { # FILE OFFSET: the byte is one more; PostgreSQL is away meanwhile, and then reads it anew
    stop_postgres
    node -e "
        const fs = require('node:fs'), file = fs.openSync('$place/$1', 'r+'), byte = Buffer.alloc(1);
        fs.readSync(file, byte, 0, 1, $2); byte[0] = (byte[0] + ${3:-1} + 256) % 256; fs.writeSync(file, byte, 0, 1, $2);"
    start_postgres
    wait_for 10 ready
}
file_of() { sql "select pg_relation_filepath('app.$1')"; }

# ---- a letter that everybody would read ----
file=$(file_of campaigns)
sql 'create extension pageinspect'
row=$(sql "select (c.ctid::text::point)[0]::int * 8192 + i.lp_off from app.campaigns c, heap_page_items(get_raw_page('app.campaigns', (c.ctid::text::point)[0]::int)) i
    where c.code = 'KT-2025' and i.lp = (c.ctid::text::point)[1]::int")
offset=$((row + $(tail -c +$((row + 1)) "$place/$file" | grep -abo -m 1 'KT-2025' | head -1 | cut -d : -f 1)))
quietly 'before, pg_amcheck finds nothing' as_owner pg_amcheck --install-missing=extensions --table=app.campaigns "$THIDUA_DEPLOY_URL"
change "$file" $((offset + 6))
fails() { ! "$@" >/dev/null 2>&1; }
check 'a changed letter: pg_amcheck finds it' fails as_owner pg_amcheck --table=app.campaigns "$THIDUA_DEPLOY_URL"
status=$(get "${paths[0]}" "$WORK/got")
id=$(jq -r '.instance | ltrimstr("urn:request:")' "$WORK/got")
same 'who reads it is told of a fault' "$status $(jq -r .code "$WORK/got")" '500 internal_error'
same 'by an id under which the log says which' "$(jq -r "select(.request_id == \"$id\" and .event == \"database_error\").sqlstate" "$WORK/service.log")" XX001
same 'what is not on that page is read as before' "$(get "${paths[1]}" "$WORK/got") $(is_right 1 && echo same)" '200 same'
sql 'alter system set ignore_checksum_failure = on'
change "$file" $((offset + 6)) 0
status=$(get "${paths[0]}" "$WORK/got")
check "control: where checksums are not believed, somebody reads other data ($status, $(grep -o 'KT-2026' "$WORK/got" | head -1))" grep -q KT-2026 "$WORK/got"
sql 'alter system reset ignore_checksum_failure'
change "$file" $((offset + 6)) -1
same 'with the letter as it was, all is as it was' "$(get "${paths[0]}" "$WORK/got") $(is_right 0 && echo same)" '200 same'

# ---- bytes anywhere ----
found=0 same_answers=0 faults=0 wrong=0
count=$(rounds 3 40)
for ((n = 0; n < count; n++)); do
    i=$((n % 2))
    file=$(file_of "${tables[i]}")
    offset=$(((RANDOM * 32768 + RANDOM) % $(stat -c %s "$place/$file")))
    change "$file" $offset
    status=$(get "${paths[i]}" "$WORK/got")
    if [[ $status == 200 ]] && is_right $i; then
        same_answers=$((same_answers + 1))
    elif [[ $status == 500 ]]; then
        faults=$((faults + 1))
    else
        wrong=$((wrong + 1))
        echo "# byte $offset of ${tables[i]}: $status $(head -c 300 "$WORK/got")"
    fi
    stop_postgres
    as_owner pg_checksums --check --pgdata "$place" >"$WORK/checksums" 2>&1 || found=$((found + 1))
    start_postgres
    change "$file" $offset -1
done
check "a byte anywhere in two tables, seed $SEED, $count rounds: told as a fault $faults, not read $same_answers, wrong $wrong; pg_checksums found $found" \
    test "$wrong $found" = "0 $count"
check 'the service never ended, and stops well' stop "$SERVER"
