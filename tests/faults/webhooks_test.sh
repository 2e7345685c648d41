#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# webhooks_test.sh: a receiver that is away for a while, late, cuts connections, answers 500, 503 and 302, and two instances
# killed at random: every change is delivered at least once, in the order of its thing, signed. EVENTS=10000 is the long version.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

events=${EVENTS:-$([[ ${LONG:-} ]] && echo 10000 || echo 400)}
make_durable
SECRETS=$WORK/secrets JOURNAL=$WORK/journal
: >"$JOURNAL"
receiver=$(free_port)
other=$(free_port)
ports=("$PORT" "$other")
servers=()

start_receiver() {
    RECEIVER_FAULTS=0.1 RECEIVER_SEED=$((SEED + ++runs)) setpriv --pdeathsig KILL node tests/support/receiver.mjs "$receiver" "$SECRETS" "$JOURNAL" >"$WORK/receiver.log" 2>&1 &
    RECEIVER=$!
    children+=("$RECEIVER")
    wait_for 10 grep -q listening "$WORK/receiver.log"
}

launch() { # 0|1
    PORT=${ports[$1]} launch_service THIDUA_WEBHOOK_NETWORKS=127.0.0.1 THIDUA_WEBHOOK_HTTP=on THIDUA_WEBHOOK_PORTS=1024-65535 \
        THIDUA_WEBHOOK_SECONDS=1 THIDUA_WEBHOOK_THREADS=4
    servers[$1]=$SERVER
}

# A webhook of the city's administrator; its secret goes to the receiver.
register() { # PATH TYPES
    local made
    made=$(curl -sS --fail-with-body --oauth2-bearer "$(token thanh-pho-kon-tum.admin "$URL")" "$URL/api/v1/webhooks" --json \
        "{\"name\":\"Kho dữ liệu\",\"url\":\"http://127.0.0.1:$receiver$1\",\"types\":$2}")
    jq -r .secret <<<"$made" >>"$SECRETS"
    jq -r .id <<<"$made"
}

# Waits are short, and there are enough of them, so that nothing is given up.
sql "delete from app.webhook_retries"
sql "insert into app.webhook_retries select n, least(n, 5) * interval '100 ms' from generate_series(1, 1000) n"
for which in 0 1; do launch $which; done
wait_for 30 ready || tail -3 "$WORK/service.log"
start_receiver
hook=$(register /hook '["campaign"]')
swallow=$(register /swallow '["campaign"]')
begun=$(sql 'select max(seq) from app.outbox')
campaigns=()

# Four writers change the same campaigns, one change a transaction; some hold it open for a while.
reviewer=$(token "$ACCOUNT" "$URL")
for ((i = 0; i < (events > 1000 ? 200 : 20); i++)); do
    campaigns[i]=$(curl -sS --fail-with-body --oauth2-bearer "$reviewer" "$URL/api/v1/campaigns" --json "{\"code\":\"HOOK-$i\",\"title\":\"Thi đua $i\",\"kind\":\"plan\"}" | jq -r .id)
done
write() { # NUMBER COUNT
    local i rest
    for ((i = 0; i < $2; i++)); do
        rest=''
        ((i % 40)) || rest='select pg_sleep(0.1);'
        echo "begin; update app.campaigns set theme = 'Lần $1.$i' where id = '${campaigns[RANDOM % ${#campaigns[@]}]}'; $rest commit;"
    done >"$WORK/changes.$1.sql"
    PGOPTIONS='-c client_min_messages=warning' psql -Xqd "$THIDUA_DEPLOY_URL" -v ON_ERROR_STOP=1 -f "$WORK/changes.$1.sql" >"$WORK/writer.$1.log"
}
writers=()
for number in 1 2 3 4; do
    write $number $((events / 4)) &
    writers+=($!)
done

# Meanwhile instances are killed, and the receiver goes away for a while.
kills=$(rounds 3 40) gone=0
for ((killed = 0; killed < kills; killed++)); do
    pause 300 999
    which=$((RANDOM % 2))
    kill -KILL "${servers[$which]}"
    wait "${servers[$which]}" 2>/dev/null || :
    if ((killed % 3 == 1)); then
        kill -KILL "$RECEIVER" && gone=$((gone + 1))
        wait "$RECEIVER" 2>/dev/null || :
        pause 300 900
        start_receiver
    fi
    launch $which
    ((kills < 10)) || sleep 1
done
wait "${writers[@]}"

# ---- what arrived ----
sql "select xid || '-' || seq || ' ' || thing_id from app.outbox where seq > $begun and thing = 'campaign' order by seq" >"$WORK/changes"
ledger() { node tests/faults/webhook_ledger.mjs "$WORK/changes" "$JOURNAL" "$1"; }
of() { jq -r "$2" <<<"$1"; }
finished() { [[ $(of "$(ledger "$1")" .lost) == "${2:-0}" ]]; }
wait_for $((events / 10 + 60)) finished /hook || :
all=$(ledger /hook)
check "of $(of "$all" .changes) changes of $(of "$all" .things) things none is lost, out of order or unsigned: seed $SEED, $killed kills, receiver away $gone times, $(of "$all" .requests) requests, $(of "$all" .refused) refused, $(of "$all" .repeated) repeated: $(of "$all" '"lost \(.lost), disordered \(.disordered), unsigned \(.unsigned)"')" \
    test "$(of "$all" '"\(.changes >= '"$events"') \(.lost) \(.disordered) \(.unsigned)"')" = 'true 0 0 0'
check "the receiver did refuse, and instances were killed" test "$(of "$all" '.refused > 0')" = true -a "$killed" -gt 0
same 'nothing was given up' "$(sql "select count(*) from app.webhook_deliveries where webhook_id = '$hook' and state = 'dead'")" 0

# ---- controls: what was lost, changed or out of order must be told ----
idle() { [[ $(sql "select count(*) from app.webhook_deliveries where webhook_id = '$swallow' and state = 'waiting'") == 0 ]]; }
wait_for $((events / 10 + 60)) idle || :
check "control: a receiver that takes some in silence is found out ($(of "$(ledger /swallow)" .lost) lost)" test "$(of "$(ledger /swallow)" '.lost > 0')" = true
cp "$JOURNAL" "$WORK/true"
tac "$WORK/true" >"$JOURNAL"
check 'control: another order is told' test "$(of "$(ledger /hook)" '.disordered > 0')" = true
head -n 200 "$WORK/true" | sed 's/"valid":true/"valid":false/' >"$JOURNAL"
check 'control: a signature that is wrong is told' test "$(of "$(ledger /hook)" '.unsigned > 0')" = true

for which in 0 1; do stop "${servers[$which]}" || echo 'not ok an instance did not end well'; done
