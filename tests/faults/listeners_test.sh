#!/usr/bin/env bash
# listeners_test.sh: LISTENERS (500) streams of changes at one instance, of ACCOUNTS (50) people: what each costs in memory, and in
# processor time while nothing happens; and of EVENTS (20) changes, one after the other, what telling everybody costs and how
# long it takes until the last one has heard.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
export LISTENERS=${LISTENERS:-500} ACCOUNTS=${ACCOUNTS:-50} EVENTS=${EVENTS:-20} IDLE_SECONDS=${IDLE_SECONDS:-30}
start_service THIDUA_LISTENERS=$((LISTENERS + 10))
export SERVICE=$SERVER POSTMASTER
POSTMASTER=$(head -1 "$PG/data/postmaster.pid")
sql "update app.campaigns set published = true, publication_note = 'Đo' where code = 'KT-2025'"
sql "select u.username from app.users u join app.assignments a on a.user_id = u.id where u.state = 'active' and u.username not like 'he-thong%'
     group by 1 having count(*) = 1 order by md5(u.username) limit $ACCOUNTS" >"$WORK/accounts"
timeout 600 node tests/faults/listeners.mjs "$WORK/accounts" >"$WORK/figures.json" || cat "$WORK/service.log"
of() { jq -r "$1" "$WORK/figures.json"; }
check "$(of '"\(.listening) of \(.listeners) listen as \(.accounts) people: \(.kilobytes_each) kB each (PSS, \(.mb_before) MB before, \(.mb_listening) while they listen); idle \(.idle_service_ms) ms of the service and \(.idle_postgres_ms) ms of PostgreSQL a second"')" \
    test "$(of '.listening == .listeners and .kilobytes_each <= 64')" = true
check "$(of '"\(.events) changes, each heard by \(.told): \(.service_us) µs of the service and \(.postgres_us) µs of PostgreSQL for one to one listener; the first hears after \(.first_ms) ms (median), the last after \(.last_ms) ms, \(.last_most_ms) at most; load average \(.load)"')" \
    test "$(of ".heard == .events * .told and .told > .listeners / 2 and .last_most_ms <= ${LAST_MS:-$((2000 + 30 * LISTENERS))}")" = true
check 'a request is answered meanwhile' test "$(of '.beside_most_ms <= 2000')" = true
stop "$SERVER" || echo 'not ok the service did not end well'
