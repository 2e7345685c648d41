#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# upgrade_test.sh: `thidua deploy` of another version beside an instance that serves writers: tables get a column, all code is
# replaced, and the instance goes on; started anew against the newer tables it serves as well.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
start_service
start_writers PAUSE=5
sleep 1
count=$(rounds 2 20)
slowest=0
for ((i = 1; i <= count; i++)); do
    # What another version brings: a migration, and code of which every file differs.
    sql "set lock_timeout = '5s'; alter table app.comments add column later$i int; delete from app.deployed_code"
    begun=$(milliseconds)
    "$PROGRAM" deploy --quiet >"$WORK/deploy.log" 2>&1 || { echo "not ok deploy beside writers, round $i"; tail -5 "$WORK/deploy.log"; }
    took=$(($(milliseconds) - begun))
    ((took <= slowest)) || slowest=$took
done
sql "insert into app.schema_migrations(version, name, sha256) values (9999, 'of_the_other_version', '')"
stop "$SERVER"
start_service
sleep 0.5
stop_writers
result "deploy of all code beside writers in $count rounds" "longest deploy $slowest ms, slowest answer $(of_writers .slowest_ms) ms, longest time without an acknowledgement $(of_writers .gap_ms) ms, heard $(of_writers .statuses)"
same 'nobody heard more than 201, 409 and 503' "$(of_writers '.statuses | keys - ["201", "409", "503"]')" '[]'
same 'and every 503 says when to come back' "$(of_writers .without_retry_after)" 0
check 'control: the code was replaced' test "$(sql "select count(*) from app.deployed_code where deployed_at > now() - interval '10 minutes'")" -gt 100
planted_is_told
stop "$SERVER"
