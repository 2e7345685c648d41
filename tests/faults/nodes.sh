#!/usr/bin/env bash
# nodes.sh: two nodes of PostgreSQL, a and b, one of them the copy of the other, for the scripts that fail over between them.
# shellcheck disable=SC2034,SC2154 # what the scripts read, and what common.sh sets

declare -A DATA AT=([a]=5432 [b]=5433)

# shellcheck disable=SC2317 # called by the trap
clean_more() {
    local node
    for node in "${!DATA[@]}"; do
        each_process "$node" -CONT
        node_ctl "$node" stop --mode immediate >/dev/null 2>&1 || :
        cp "${DATA[$node]%/*}/log.$node" "$WORK/" 2>/dev/null || :
    done
}

node_ctl() { # NODE COMMAND [OPTION…]
    as_owner pg_ctl "$2" --silent --wait --timeout 60 --pgdata "${DATA[$1]}" "${@:3}"
}

# A postmaster that was killed and not yet buried still holds the lock of its socket.
is_buried() { # NODE
    local lock=$SOCKET/.s.PGSQL.${AT[$1]}.lock
    [[ ! -f $lock ]] || ! kill -0 "$(head -1 "$lock")" 2>/dev/null
}

# One socket folder, two ports. Times of the log are milliseconds. A standby that is promoted in the moment in which it looks
# for its primary first waits out wal_retrieve_retry_interval, five seconds by default.
start_node() { # NODE [OPTION…]
    wait_for 10 is_buried "$1"
    node_ctl "$1" start --log "${DATA[$1]%/*}/log.$1" \
        --options "-c listen_addresses='' -c port=${AT[$1]} -c unix_socket_directories=$SOCKET -c log_line_prefix='%n ' -c wal_retrieve_retry_interval=200ms ${*:2}"
}

of_node() { echo "postgresql://thidua_deploy@/thidua?host=$SOCKET&port=${AT[$1]}"; }
use() { THIDUA_DEPLOY_URL=$(of_node "$1"); }
processes_of() { # NODE: its postmaster and all it started
    local postmaster
    postmaster=$(head -1 "${DATA[$1]}/postmaster.pid" 2>/dev/null) || return 0
    echo "$postmaster"
    ps -o pid= --ppid "$postmaster" | tr -d ' '
}

each_process() { # NODE SIGNAL
    local processes
    mapfile -t processes < <(processes_of "$1")
    kill "$2" "${processes[@]}" 2>/dev/null || :
}

# The other node becomes a copy of the primary, follows it, and is waited for from then on.
make_standby() { # NODE PRIMARY
    [[ ! -d ${DATA[$1]} ]] || rm -rf "${DATA[$1]}"
    as_owner pg_basebackup --no-sync --checkpoint=fast --write-recovery-conf --pgdata "${DATA[$1]}" \
        --dbname "host=$SOCKET port=${AT[$2]} user=thidua_deploy application_name=$1"
    start_node "$1"
    use "$2"
    wait_for 20 follows
}
follows() { [[ $(sql "select count(*) from pg_stat_replication where state = 'streaming'") == 1 ]]; }

waits_for() { # NAMES
    sql "alter system set synchronous_standby_names = '$1'"
    sql 'select pg_reload_conf()' >/dev/null
}

# Leaves in PROMOTED when NODE accepted writes, and in UNTIL_PROMOTED how long that took. pg_ctl may come back before the log says it.
says_promoted() { # NODE SINCE
    PROMOTED=$(sed -n 's/^\([0-9]*\)\.\([0-9]*\) LOG:  database system is ready to accept connections$/\1\2/p' "${DATA[$1]%/*}/log.$1" | tail -1)
    ((PROMOTED >= $2))
}
promote() { # NODE SINCE
    node_ctl "$1" promote
    wait_for 10 says_promoted "$1" "$2"
    UNTIL_PROMOTED=$((PROMOTED - $2))
    use "$1"
}

# The durable demo at node a, its copy at b; the service looks for whichever of them takes writes.
make_two_nodes() {
    local folder
    make_durable
    folder=$(realpath "$PG")
    DATA=([a]=$folder/data [b]=$folder/standby/data)
    "${as_postgres[@]}" mkdir -m 700 "$folder/standby"
    stop_postgres
    start_node a
    make_standby b a
    THIDUA_DATABASE_URL="postgresql://thidua_service@/thidua?host=$SOCKET,$SOCKET&port=5432,5433&target_session_attrs=read-write&connect_timeout=2"
    export THIDUA_DATABASE_URL
}
