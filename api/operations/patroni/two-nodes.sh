#!/usr/bin/env bash
# two-nodes.sh: two PostgreSQL under Patroni with etcd and haproxy on this machine, to see a failover before one relies on
# it. Everything lies in FOLDER, a short path that PostgreSQL's user can reach; nothing of the system is touched.
# Usage: two-nodes.sh run FOLDER     starts all of it and stays; when a primary and a synchronous standby are there it
#                                    prints "ready" and the addresses, also into FOLDER/addresses. Ends all at SIGTERM.
# Needs patroni, etcd-server, haproxy, python3-psycopg2 and postgresql-15 of Debian 12; as root it becomes `postgres`.
set -euo pipefail

here=$(dirname "$(readlink -f "$0")")
[[ ${1:-} == run && ${2:-} == /* ]] || {
    echo 'two-nodes.sh: run FOLDER, with its whole path?' >&2
    exit 2
}
folder=$2
if ((EUID == 0)); then
    install -d -m 700 -o postgres "$folder"
    exec setpriv --reuid=postgres --regid=postgres --init-groups --pdeathsig TERM -- bash "$0" "$@"
fi
mkdir -p "$folder/a" "$folder/b"
chmod 700 "$folder/a" "$folder/b"
cd "$folder"
umask 077

children=()
# shellcheck disable=SC2317 # called by the trap
end() {
    trap - EXIT
    ((!${#children[@]})) || kill -TERM "${children[@]}" 2>/dev/null || :
    wait
}
trap end EXIT
trap 'exit 143' INT TERM

free_port() {
    local port
    while port=$((20000 + RANDOM % 10000)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo $port
}
declare -A at
for name in ETCD PEER A_POSTGRES A_REST B_POSTGRES B_REST PRIMARY STANDBY; do at[$name]=$(free_port); done
at[PASSWORD]=$(head -c 18 /dev/urandom | base64 | tr '/+' '_-')
at[FOLDER]=$folder

fill() { # NAME=VALUE…: a template from standard input
    local name script=()
    for name in "${!at[@]}"; do script+=(-e "s|@$name@|${at[$name]}|g"); done
    for name in "$@"; do script+=(-e "s|@${name%%=*}@|${name#*=}|g"); done
    sed "${script[@]}"
}

etcd --name thidua --data-dir "$folder/etcd" --log-level warn --unsafe-no-fsync \
    --listen-client-urls "http://127.0.0.1:${at[ETCD]}" --advertise-client-urls "http://127.0.0.1:${at[ETCD]}" \
    --listen-peer-urls "http://127.0.0.1:${at[PEER]}" --initial-advertise-peer-urls "http://127.0.0.1:${at[PEER]}" \
    --initial-cluster "thidua=http://127.0.0.1:${at[PEER]}" >"$folder/etcd.log" 2>&1 &
children+=("$!")

start_node() { # a|b
    local upper=${1^^}
    fill "NAME=$1" "REST=${at[${upper}_REST]}" "POSTGRES=${at[${upper}_POSTGRES]}" <"$here/node.yml" >"$folder/$1.yml"
    patroni "$folder/$1.yml" >"$folder/$1.log" 2>&1 &
    children+=("$!")
    echo "$!" >"$folder/$1.pid"
}
says() { [[ $(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:${at[$1]}/$2") == 200 ]]; }
wait_for() { # SECONDS COMMAND…
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < until)) || {
            echo "two-nodes.sh: '$*' did not come true; see the logs in $folder" >&2
            exit 1
        }
        sleep 0.2
    done
}
etcd_answers() { curl -sf "http://127.0.0.1:${at[ETCD]}/health" >/dev/null; }
wait_for 20 etcd_answers
start_node a
wait_for 60 says A_REST primary
start_node b
fill <"$here/haproxy.cfg" >"$folder/haproxy.cfg"
haproxy -db -f "$folder/haproxy.cfg" >"$folder/haproxy.log" 2>&1 &
children+=("$!")
wait_for 60 says B_REST synchronous

{
    echo "127.0.0.1:*:*:*:${at[PASSWORD]}"
} >"$folder/passwords"
{
    echo "PRIMARY=${at[PRIMARY]} STANDBY=${at[STANDBY]} A_REST=${at[A_REST]} B_REST=${at[B_REST]}" \
        "A_POSTGRES=${at[A_POSTGRES]} B_POSTGRES=${at[B_POSTGRES]}"
} >"$folder/addresses"
cat <<END
ready
primary  postgresql://thidua_deploy@127.0.0.1:${at[PRIMARY]}/postgres
standby  postgresql://thidua_deploy@127.0.0.1:${at[STANDBY]}/postgres
PGPASSFILE=$folder/passwords; patronictl -c $folder/a.yml list
END
wait
