#!/usr/bin/env bash
# feed_test.sh: copies kept in step with GET /changes and GET /changes/stream at two instances, while 16 write and PostgreSQL is
# killed, or failed over from to its synchronous standby: each copy ends with exactly what the lists say. Control: a follower who
# begins anew after each break ends with another copy. ROUNDS, SEED and WRITERS are settable.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh
# shellcheck source=tests/faults/nodes.sh
. tests/faults/nodes.sh

make_two_nodes
waits_for b
second=$(free_port)
start_service THIDUA_THREADS=16
PORT=$second URL=http://127.0.0.1:$second start_service THIDUA_THREADS=16
count=$(rounds 2 8)
export SEED
URLS="$URL http://127.0.0.1:$second" SECONDS_OF_WRITING=$((count * 9)) OUTAGES=yes \
    THIDUA_DEPLOY_URL="postgresql://thidua_deploy@/thidua?host=$SOCKET,$SOCKET&port=5432,5433&target_session_attrs=read-write" \
    timeout $((count * 30 + 120)) node tests/operations/feed/follow.mjs >"$WORK/followed" 2>&1 &
followers=$!
children+=("$followers")
sleep 3 # accounts sign in, and the copies begin

primary=a standby=b killed=0 failed_over=0
for ((round = 1; round <= count; round++)); do
    pause 500 999
    begun=$(milliseconds)
    each_process "$primary" -KILL
    if ((round % 2)); then
        start_node "$primary"
        killed=$((killed + 1))
        wait_for 20 follows
    else
        promote "$standby" "$begun"
        failed_over=$((failed_over + 1))
        last=$primary primary=$standby standby=$last
        ((round == count)) || {
            make_standby "$standby" "$primary"
            waits_for "$standby"
        }
    fi
    sleep 2
done
wait "$followers" || echo "not ok the followers ended with $?"
cat "$WORK/followed"
check "PostgreSQL was killed and started again $killed times, and failed over from $failed_over times" test "$killed" -gt 0 -a "$failed_over" -gt 0
