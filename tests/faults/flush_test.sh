#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# flush_test.sh: what is acknowledged is on the disk, and not only with the kernel, which kill -9 leaves alive: with one writer
# there are at least as many flushes of the log as acknowledgements. Control: with synchronous_commit=off there are fewer.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

flushes() { sql 'select wal_sync from pg_stat_wal'; }
# "acknowledged flushes" of one writer in SECONDS
write_for() {
    local before
    sleep 1.2 # what backends counted reaches the view within a second
    before=$(flushes)
    start_writers WRITERS=1
    sleep "$1"
    stop_writers
    sleep 1.2
    echo "$(of_writers .acknowledged) $(($(flushes) - before))"
}

make_durable
# The audit is sealed beside each second; on its own it would flush too.
start_service
seconds=$(rounds 2 60)
write_for "$seconds" >"$WORK/counted"
read -r acknowledged flushed <"$WORK/counted"
check "one writer for $seconds s: $acknowledged acknowledged, $flushed flushes of PostgreSQL's log" test "$((acknowledged >= 10 && flushed >= acknowledged))" = 1
sql "alter system set synchronous_commit = off"
sql 'select pg_reload_conf()' >/dev/null
write_for "$seconds" >"$WORK/counted"
read -r acknowledged flushed <"$WORK/counted"
check "control: with synchronous_commit=off $acknowledged acknowledged, $flushed flushes" test "$flushed" -lt "$acknowledged"
stop "$SERVER"
