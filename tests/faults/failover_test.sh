#!/usr/bin/env bash
# failover_test.sh: a synchronous standby takes over while writers write: nothing acknowledged is lost, the gap is short, the
# old primary gets no writes when it comes back. A standby that is lost stops writes instead of making them unsafe.
# Control: with an asynchronous standby that lags, the same must lose something.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

# shellcheck disable=SC2317 # called by the trap
clean_more() {
    standby_ctl stop --mode immediate >/dev/null 2>&1 || :
    [[ ! ${STANDBY:-} ]] || rm -rf "${STANDBY%/data}"
}

standby_ctl() { # COMMAND [OPTION…]
    as_owner pg_ctl "$1" --silent --wait --timeout 30 --pgdata "$STANDBY" "${@:2}"
}

start_standby() {
    standby_ctl start --log "${STANDBY%/data}/log" --options "-c listen_addresses='' -c port=5433 -c unix_socket_directories=$SOCKET"
}

# A copy of the primary that follows it; one socket folder, ports 5432 and 5433.
make_standby() {
    rm -rf "$(realpath "$PG")/standby"
    "${as_postgres[@]}" mkdir -m 700 "$(realpath "$PG")/standby"
    STANDBY=$(realpath "$PG")/standby/data
    as_owner pg_basebackup --no-sync --checkpoint=fast --write-recovery-conf --pgdata "$STANDBY" --dbname "host=$SOCKET user=thidua_deploy application_name=second"
    start_standby
}

follows() { [[ $(sql "select count(*) from pg_stat_replication where state = 'streaming'") == 1 ]]; }
use_second() { THIDUA_DEPLOY_URL="postgresql://thidua_deploy@/thidua?host=$SOCKET&port=5433"; }
use_first() { THIDUA_DEPLOY_URL="postgresql://thidua_deploy@/thidua?host=$SOCKET&port=5432"; }

# Kills the primary and promotes the standby.
fail_over() {
    local begun
    begun=$(milliseconds)
    kill_postgres
    standby_ctl promote
    promoted_after=$(($(milliseconds) - begun))
    use_second
}

wants_standby() { # NAMES
    sql "alter system set synchronous_standby_names = '$1'"
    sql 'select pg_reload_conf()' >/dev/null
}

make_durable
make_standby
wait_for 20 follows
THIDUA_DATABASE_URL="postgresql://thidua_service@/thidua?host=$SOCKET,$SOCKET&port=5432,5433&target_session_attrs=read-write&connect_timeout=2"

# ---- a standby that is lost: writes wait for their deadline and are told as unknown; none is acknowledged ----
wants_standby 'second'
start_service
start_writers
sleep 1
standby_ctl stop --mode immediate
sleep 0.5
known=$(wc -l <"$LEDGER")
sleep 6
same 'without its standby nothing is acknowledged' "$(wc -l <"$LEDGER")" "$known"
start_standby
acknowledges() { (($(wc -l <"$LEDGER") > known)); }
check 'with it back writes go on by themselves' wait_for 20 acknowledges
stop_writers
result 'standby lost and back' "slowest answer $(of_writers .slowest_ms) ms"
check "and every request ends in time ($(of_writers .slowest_ms) ms of 6,500 at most)" test "$(of_writers .slowest_ms)" -le 6500

# ---- failover ----
wait_for 20 follows
start_writers
sleep 2
fail_over
sleep 3
stop_writers
result 'failover to a synchronous standby' "gap $(of_writers .gap_ms) ms, of which $promoted_after until the standby was promoted"
after=$(($(of_writers .gap_ms) - promoted_after))
check "the service writes again $after ms after that, at most 1,000" test $after -le 1000

# ---- the old primary comes back, fenced as the operators' page says: nobody is led there ----
start_postgres -c default_transaction_read_only=on
start_writers
sleep 1.5
stop_writers
result 'with the old primary back'
use_first
same 'nothing was written to the old primary' "$(sql "select count(*) from app.comments where text like '$RUN-%'")" 0
use_second
check 'the service never ended, and stops well' stop "$SERVER"

# ---- control ----
standby_ctl stop --mode immediate
use_first
stop_postgres
start_postgres
wants_standby ''
make_standby
wait_for 20 follows
start_service
start_writers
sleep 0.5
sender=$(sql 'select pid from pg_stat_replication')
kill -STOP "$sender"
sleep 1
fail_over
sleep 2
stop_writers
judged=$(judge)
read -r acknowledged lost _ <<<"$judged"
check "control: an asynchronous standby that lags loses $lost of $acknowledged, seed $SEED" test "$lost" -gt 0
