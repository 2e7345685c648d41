#!/usr/bin/env bash
# patroni_test.sh: two PostgreSQL under Patroni, by the script that ships; the primary is killed under writers with a ledger,
# time after time. Nothing acknowledged is lost or there twice, the killed one comes back as a standby, and the time
# without an acknowledgement is told with its parts: by haproxy's address, and by both nodes' addresses in the URL.
# shellcheck disable=SC2119 # settings are optional
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

command -v patroni etcd haproxy >/dev/null || {
    echo 'skipped patroni_test: api/tools/packages.sh patroni brings what it needs'
    exit 0
}
folder=$(mktemp -d /tmp/thidua-XXXXXX)
# shellcheck disable=SC2317 # called by the trap
clean_more() {
    [[ ! ${nodes:-} ]] || {
        kill -TERM "$nodes" 2>/dev/null || :
        timeout 30 tail --pid="$nodes" -f /dev/null || :
    }
    cp "$folder"/n/{a,b}.log "$WORK/" || :
    rm -rf "$folder"
}
chmod 755 "$folder"
cp -r "$OPERATIONS/patroni" "$folder/scripts"
sed -i "s/^  parameters:$/&\n    log_line_prefix: '%n '/" "$folder/scripts/node.yml" # times in milliseconds
((EUID != 0)) || chown -R postgres "$folder"
bash "$folder/scripts/two-nodes.sh" run "$folder/n" >"$WORK/nodes" 2>&1 &
nodes=$!
children+=("$nodes")
wait_for 120 grep -q ^ready "$WORK/nodes" || {
    cat "$WORK/nodes"
    exit 1
}
declare -A at
for pair in $(<"$folder/n/addresses"); do at[${pair%%=*}]=${pair#*=}; done
install -m 600 "$folder/n/passwords" "$WORK/passwords"
export PGPASSFILE=$WORK/passwords
primary() { echo "postgresql://$1@127.0.0.1:${at[PRIMARY]}/$2"; }
says() { [[ $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:${at[${1^^}_REST]}/$2") == 200 ]]; }

# ---- the demo, and the service on it ----
make_database
pg_dumpall --roles-only --no-role-passwords -d "$($CLUSTER url "$TEST_FOLDER/pg" postgres)" |
    grep -v 'ROLE thidua_deploy;' | psql -Xqd "$(primary thidua_deploy postgres)" -v ON_ERROR_STOP=1
psql -Xqd "$(primary thidua_deploy postgres)" -c 'create database thidua template template0'
pg_dump --format=custom --compress=0 --file="$WORK/dump" "$THIDUA_DEPLOY_URL"
pg_restore --jobs=2 --dbname="$(primary thidua_deploy thidua)" "$WORK/dump"
THIDUA_DEPLOY_URL=$(primary thidua_deploy thidua)
sql "alter role thidua_service password '$(cut -d : -f 5 "$PGPASSFILE")'"
quietly 'the database is deployed through haproxy' "$PROGRAM" deploy --quiet
sql 'vacuum analyze'
find_report

# ---- failover, to and fro ----
acknowledges() { (($(wc -l <"$LEDGER") > known)); }
highest() { printf '%s\n' "$@" | sort -n | tail -1; }
median() { printf '%s\n' "$@" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
logged() { # NODE WORDS: when PostgreSQL said so last
    sed -n "s/^\([0-9]*\)\.\([0-9]*\) LOG:  $2.*/\1\2/p" "$folder/n/$1.log" | tail -1
}
first=a second=b
fail_over() {
    local killed promoted known children last postmaster
    check "$second follows without lack" wait_for 60 says "$second" synchronous
    start_writers
    pause 500 999
    killed=$(milliseconds)
    postmaster=$(head -1 "$folder/n/$first/data/postmaster.pid")
    mapfile -t children < <(ps -o pid= --ppid "$postmaster" | tr -d ' ')
    kill -KILL "$postmaster" "${children[@]}" 2>/dev/null || :
    sleep 0.3
    known=$(wc -l <"$LEDGER")
    check 'writes are acknowledged again' wait_for 60 acknowledges
    sleep 0.5
    stop_writers
    promoted=$(logged "$second" 'database system is ready to accept connections')
    notice+=($(($(logged "$second" 'received promote request') - killed)))
    promotion+=($((promoted - $(logged "$second" 'received promote request'))))
    share+=($(($(of_writers .gap_ended) - promoted)))
    gaps+=("$(of_writers .gap_ms)")
    read -r acknowledged lost doubled half < <(judge)
    sum=$((sum + acknowledged)) wrong=$((wrong + lost + doubled + half + $(of_writers '.refused | length')))
    last=$first first=$second second=$last
    check 'the killed one comes back as a standby' wait_for 60 says "$second" replica
}

suffer() { # WORDS URL MOST: milliseconds between the promotion and the first acknowledgement
    local sum=0 wrong=0 gaps=() notice=() promotion=() share=() i
    export URL
    THIDUA_DATABASE_URL=$2 PORT=$(free_port)
    URL=http://127.0.0.1:$PORT
    start_service
    for ((i = 0; i < $(rounds 2 10); i++)); do fail_over; done
    check "Patroni, $1: seed $SEED, $i rounds, $sum acknowledged, lost, doubled or half-written $wrong" test "$wrong" = 0
    check "nothing acknowledged for $(median "${gaps[@]}") ms (median), $(highest "${gaps[@]}") at most: Patroni noticed after $(median "${notice[@]}") ($(highest "${notice[@]}")), promoted in $(median "${promotion[@]}") ($(highest "${promotion[@]}")), then haproxy and service took $(median "${share[@]}") ($(highest "${share[@]}")); of that at most $3" \
        test "$(highest "${share[@]}")" -le "$3"
    check 'the service ends well' stop "$SERVER"
}
suffer 'through haproxy' "$(primary thidua_service thidua)" 4000
suffer 'both nodes in the URL' "postgresql://thidua_service@127.0.0.1:${at[A_POSTGRES]},127.0.0.1:${at[B_POSTGRES]}/thidua?target_session_attrs=read-write" 1000
