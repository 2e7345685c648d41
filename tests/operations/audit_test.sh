#!/usr/bin/env bash
# audit_test.sh: the audit's chain under 16 writers, two sealers and kill -9, its heads in a file, after a dump was restored
# in another database, and what rows removed at the end look like from outside.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
"$PROGRAM" key "$WORK/audit.pem" >/dev/null
heads=$WORK/heads.ndjson
settings=(THIDUA_AUDIT_KEY_FILE="$WORK/audit.pem" THIDUA_AUDIT_HEADS_FILE="$heads" THIDUA_AUDIT_HEAD_SECONDS=1)
ports=("$(free_port)" "$(free_port)")
servers=()
for port in "${ports[@]}"; do
    serve "$port" "${settings[@]}"
    servers+=("$SERVER")
done
export TOKEN
TOKEN=$(token thanh-pho-kon-tum.reviewer "http://127.0.0.1:${ports[0]}")

ask() {
    psql --no-psqlrc --quiet --tuples-only --no-align --command "$1" "$THIDUA_DEPLOY_URL"
}

sealed() {
    [[ $(ask 'select app.audit_unsealed() = 0') == t ]]
}

signed() {
    [[ $(ask 'select max(batch) = (select max(batch) from app.audit_roots) from app.audit_heads') == t ]]
}

verify() {
    "$PROGRAM" verify-audit --key "$WORK/audit.pem" --heads "$heads"
}

# What is old enough to go later.
ask "insert into app.audit_entries(at, actor_kind, action, thing) select '2025-03-01', 'machine', 'created', 'campaigns' from generate_series(1, 20)"

# ---- writers, and a service that dies among them ----

cat >"$WORK/load.lua" <<'END'
local header = {["Authorization"] = "Bearer " .. os.getenv("TOKEN"), ["Content-Type"] = "application/json"}
local made = 0
request = function()
    made = made + 1
    return wrk.format("POST", "/api/v1/campaigns", header, string.format('{"code": "NK-%s-%d", "title": "Thử nhật ký", "kind": "plan"}', os.getenv("RUN"), made))
end
done = function(summary) print("answered " .. summary.requests - summary.errors.status) end
END
writers=()
for i in 0 1; do
    RUN=$i wrk --threads 1 --connections 8 --duration "${AUDIT_SECONDS:-8}" --timeout 15 --script "$WORK/load.lua" \
        "http://127.0.0.1:${ports[i]}" >"$WORK/load.$i" 2>&1 &
    writers+=($!)
done
sleep 3
kill -KILL "${servers[1]}"
wait "${writers[@]}" || :
quietly 'another sealer goes on' wait_for 30 sealed
quietly 'the newest root is signed' wait_for 30 signed
quietly 'the chain is whole after kill -9' verify
made=$(ask "select count(*) from app.campaigns where code like 'NK-%'")
check "at least 100 were made ($made)" test "$made" -ge 100
same 'each of them is in the chain once' "$(ask "select count(*) from app.audit_seals s join app.audit_entries e using (seq) join app.campaigns c on c.id = e.thing_id
    where e.action = 'created' and e.thing = 'campaigns' and c.code like 'NK-%'")" "$made"
same 'in the order of commits' "$(ask "select count(*) from (select e.xid, lag(e.xid) over (order by s.position) as before
    from app.audit_seals s join app.audit_entries e using (seq)) o where o.xid < o.before")" 0
check 'the log has the heads too' grep -q '"event":"audit_head"' "$WORK/service.${ports[0]}.log"

# ---- a dump, restored ----

check 'the service ends well' stop "${servers[0]}"
quietly 'the chain is whole at rest' verify
pg_dump --format=custom --file="$WORK/dump" "$THIDUA_DEPLOY_URL"
last=$(ask 'select max(position) from app.audit_seals')
$CLUSTER create "$TEST_FOLDER/pg" "test_restored_$NAME"
THIDUA_DEPLOY_URL=$($CLUSTER url "$TEST_FOLDER/pg" "test_restored_$NAME")
THIDUA_DATABASE_URL=$($CLUSTER url "$TEST_FOLDER/pg" "test_restored_$NAME" thidua_service)
pg_restore --dbname "$THIDUA_DEPLOY_URL" "$WORK/dump" >"$WORK/restore.log" 2>&1 || :
quietly 'what was restored is deployed' "$PROGRAM" deploy --quiet
quietly 'and whole, by the heads from before' verify
serve "${ports[0]}" "${settings[@]}"
curl -sS -o "$WORK/made" "http://127.0.0.1:${ports[0]}/api/v1/campaigns" -H "Authorization: Bearer $TOKEN" \
    -H 'Content-Type: application/json' -d '{"code": "NK-SAU", "title": "Sau khi phục hồi", "kind": "plan"}'
quietly 'the chain goes on' wait_for 30 sealed
quietly 'and is signed' wait_for 30 signed
check 'behind what was there' test "$(ask 'select max(position) from app.audit_seals')" -gt "$last"
quietly 'it is one chain' verify

# ---- a year that was kept long enough ----

"$PROGRAM" retire-audit 2025 >"$WORK/retired" 2>&1 && echo 'not ok a year goes before its time'
check 'a year is kept as long as the term says' grep -q 'kept until 2045-12-31' "$WORK/retired"
ask "insert into app.work_terms(code, valid_from, days, citation) values ('audit_kept_days', '2026-01-01', 1, 'thử')"
"$PROGRAM" retire-audit 2025 >"$WORK/retired" 2>&1 || echo 'not ok a year does not go'
check 'then it goes as a whole' grep -q '20 entries of 2025 are gone' "$WORK/retired"
quietly 'that it went is sealed' wait_for 30 sealed
quietly 'and the chain without it is whole' verify

# ---- what no look inside the database finds ----

stop "$SERVER"
last=$(ask 'select max(position) from app.audit_seals')
ask "set session_replication_role = replica;
    delete from app.audit_entries where seq in (select seq from app.audit_seals where position = $last); delete from app.audit_seals where position = $last;
    delete from app.audit_heads where position = $last; delete from app.audit_roots where last_position = $last and entries = 1;
    update app.audit_roots set last_position = $last - 1, root = (select hash from app.audit_seals where position = $last - 1) where last_position = $last"
quietly 'control: a row cut off cleanly is whole from inside' "$PROGRAM" verify-audit --key "$WORK/audit.pem"
verify >"$WORK/verdict" && echo 'not ok the heads outside do not tell'
check 'from outside it is missed, by its place' grep -q "the end was cut off at position $last" "$WORK/verdict"
"$PROGRAM" key "$WORK/other.pem" >/dev/null
"$PROGRAM" verify-audit --key "$WORK/other.pem" >"$WORK/verdict" && echo 'not ok heads by another key are taken'
check 'heads by another key are refused' grep -q 'not signed by these keys' "$WORK/verdict"
