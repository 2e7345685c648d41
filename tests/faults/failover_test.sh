#!/usr/bin/env bash
# failover_test.sh: a synchronous standby takes over while writers write, time after time: nothing acknowledged is lost, the
# gap is short, and who was the primary before gets no writes when it comes back, dead or merely stopped. A standby that is
# lost stops writes instead of making them unsafe.
# A service that starts knows what one before it knew.
# Controls: an asynchronous standby that lags loses something; a service that knows nothing writes to the old primary.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh
# shellcheck source=tests/faults/nodes.sh
. tests/faults/nodes.sh

counted() { # NODE: what the writers of this run have left there
    psql -XAtqd "$(of_node "$1")" -c "select (select count(*) from app.comments where text like '$RUN-%') + (select count(*) from app.campaigns where code like '$RUN-%')"
}
acknowledges() { (($(wc -l <"$LEDGER") > known)); }
goes_on() { # SECONDS: something more is acknowledged
    known=$(wc -l <"$LEDGER")
    wait_for "$1" acknowledges
}
highest() { printf '%s\n' "$@" | sort -n | tail -1; }
median() { printf '%s\n' "$@" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

make_two_nodes
mkdir "$WORK/state"
TIMELINES=$WORK/state/timelines

# ---- a standby that is lost: writes wait for their deadline and are told as unknown; none is acknowledged ----
waits_for b
start_service THIDUA_TIMELINES_FILE="$TIMELINES"
start_writers
sleep 1
node_ctl b stop --mode immediate
sleep 0.5
known=$(wc -l <"$LEDGER")
sleep 6
same 'without its standby nothing is acknowledged' "$(wc -l <"$LEDGER")" "$known"
start_node b
check 'with it back writes go on by themselves' wait_for 20 acknowledges
stop_writers
result 'standby lost and back' "slowest answer $(of_writers .slowest_ms) ms"
check "and every request ends in time ($(of_writers .slowest_ms) ms of 6,500 at most)" test "$(of_writers .slowest_ms)" -le 6500
wait_for 20 follows

# ---- failover, to and fro ----
count=$(rounds 2 20)
primary=a standby=b all=0 lost_all=0 doubled_all=0 half_all=0 gaps=() promotions=() shares=()
for ((round = 1; round <= count; round++)); do
    start_writers
    pause 500 999
    killed=$(milliseconds)
    each_process "$primary" -KILL
    promote "$standby" "$killed"
    goes_on 20
    sleep 0.5
    stop_writers
    judged=$(judge)
    read -r acknowledged lost doubled half <<<"$judged"
    all=$((all + acknowledged)) lost_all=$((lost_all + lost)) doubled_all=$((doubled_all + doubled)) half_all=$((half_all + half))
    gaps+=("$(of_writers .gap_ms)") promotions+=("$UNTIL_PROMOTED") shares+=($(($(of_writers .gap_ended) - PROMOTED)))
    [[ $(of_writers '.refused | length') == 0 ]] || of_writers '.refused[]'
    last=$primary primary=$standby standby=$last
    ((round == count)) || {
        make_standby "$standby" "$primary"
        waits_for "$standby"
    }
done
check "failover to a synchronous standby in $count rounds: seed $SEED, $all acknowledged, lost $lost_all, doubled $doubled_all, half-written $half_all" \
    test "$lost_all $doubled_all $half_all" = '0 0 0'
check "nothing acknowledged for $(median "${gaps[@]}") ms (median), $(highest "${gaps[@]}") at most; aim 2,000 (${gaps[*]})" test "$(highest "${gaps[@]}")" -le 2000
check "of which until the standby was promoted $(median "${promotions[@]}") ms, $(highest "${promotions[@]}") at most; then the service $(median "${shares[@]}") ms, $(highest "${shares[@]}") at most, aim 500" \
    test "$(highest "${shares[@]}")" -le 500

# ---- the old primary comes back, wants no standby, and is the first of the list: it is not written ----
lose_connections() {
    sql "select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = 'thidua_service'" >/dev/null
}
start_node "$standby" -c synchronous_standby_names=
is_told() { grep -q '"event":"superseded_primary"' "$WORK/service.log"; }
check 'an old primary that is back is told in the log' wait_for 5 is_told
start_writers
for _ in {1..5}; do
    sleep 0.4
    lose_connections
done
sleep 0.5
stop_writers
result 'with the old primary back, and connections lost five times'
same 'nothing was written to the old primary' "$(counted "$standby")" 0
start_writers
known=$(wc -l <"$LEDGER")
node_ctl "$primary" stop --mode immediate
sleep 0.3
known=$(wc -l <"$LEDGER")
sleep 2
same 'with the new primary away too, nothing is acknowledged' "$(wc -l <"$LEDGER")" "$known"
same 'and nothing is written to the old one' "$(counted "$standby")" 0
stop_writers

# ---- a service that starts now ----
system=$(psql -XAtqd "$(of_node "$standby")" -c 'select system_identifier from pg_control_system()')
latest=$(sed -n "s/^$system //p" "$TIMELINES")
check "the file holds the latest timeline, $latest of one promotion for each of $count rounds" test "$latest" = $((count + 1))
refuses() { grep -q '"event":"superseded_primary"' "$1"; }
PORT_BEFORE=$PORT SERVER_BEFORE=$SERVER PORT=$(free_port)
LOG=$WORK/knowing.log launch_service THIDUA_TIMELINES_FILE="$TIMELINES"
check 'one that starts while only the old primary is there refuses it' wait_for 10 refuses "$WORK/knowing.log"
same 'and is alive, not ready' "$(curl -s -o /dev/null -w '%{http_code}' --max-time 5 "http://127.0.0.1:$PORT/readyz") $(curl -s -o /dev/null -w '%{http_code}' --max-time 5 "http://127.0.0.1:$PORT/livez")" '503 200'
node_ctl "$standby" stop --mode immediate
start_node "$primary"
knowing_is_ready() { curl -sf -o /dev/null --max-time 5 "http://127.0.0.1:$PORT/readyz"; }
check 'once the new primary is there it serves' wait_for 10 knowing_is_ready
stop "$SERVER"
PORT=$PORT_BEFORE SERVER=$SERVER_BEFORE
node_ctl "$primary" stop --mode immediate
start_node "$standby" -c synchronous_standby_names=

# ---- control: what a service without that memory does ----
forgetful() { # the same service, started now, on another port, and one comment through it
    local PORT URL SERVER
    PORT=$(free_port) URL=http://127.0.0.1:$PORT
    start_service
    curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $(token "$ACCOUNT" "$URL")" -H 'Content-Type: application/json' \
        "$URL/api/v1/submissions/$REPORT/comments" -d "{\"text\":\"$RUN-forgetful\"}" >"$WORK/forgetful"
    stop "$SERVER"
}
forgetful
check "control: a service that starts now, knowing nothing, writes there ($(<"$WORK/forgetful"))" test "$(counted "$standby")" = 1
start_node "$primary"
forgetful
same 'with both there it takes the later one' "$(<"$WORK/forgetful") $(counted "$standby")" '201 1'

# ---- the primary hangs, is failed over from, and goes on ----
node_ctl "$standby" stop --mode immediate
make_standby "$standby" "$primary"
waits_for "$standby"
start_writers
pause 500 999
stopped=$(milliseconds)
each_process "$primary" -STOP
promote "$standby" "$stopped"
check 'a primary that hangs is left as soon as requests end by their deadline' goes_on 20
each_process "$primary" -CONT
old=$primary
psql -XAtqd "$(of_node "$old")" -c "alter system set synchronous_standby_names = ''" -c 'select pg_reload_conf()' >/dev/null
sleep 0.5
there=$(counted "$old")
for _ in 1 2 3; do
    lose_connections
    sleep 0.5
done
stop_writers
result 'the old primary hung and goes on' "gap $(of_writers .gap_ms) ms, of which $UNTIL_PROMOTED until the standby was promoted"
same 'nothing more is written to the old primary' "$(counted "$old")" "$there"
check 'the service never ended, and stops well' stop "$SERVER"

# ---- control ----
node_ctl "$old" stop --mode immediate
primary=$standby standby=$old
make_standby "$standby" "$primary"
waits_for ''
start_service
start_writers
sleep 0.5
sender=$(sql 'select pid from pg_stat_replication')
kill -STOP "$sender"
sleep 1
each_process "$primary" -KILL
promote "$standby" "$(milliseconds)"
sleep 2
stop_writers
judged=$(judge)
read -r acknowledged lost _ <<<"$judged"
check "control: an asynchronous standby that lags loses $lost of $acknowledged, seed $SEED" test "$lost" -gt 0
