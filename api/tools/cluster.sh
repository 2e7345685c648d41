#!/usr/bin/env bash
# cluster.sh: a private PostgreSQL 15 cluster in a folder, reached only through a socket in a private folder. It takes no
# port, needs no rights and never touches a cluster it did not make.
# Usage: cluster.sh start FOLDER [test]          starts it, made if need be; `test` trades durability for speed
#        cluster.sh stop FOLDER
#        cluster.sh save FOLDER PLACE            puts a copy of its data in a new folder; it must be stopped
#        cluster.sh load FOLDER PLACE            makes it with such a copy
#        cluster.sh url FOLDER [DATABASE [ROLE]] prints a connection string; role thidua_deploy is the superuser
#        cluster.sh create FOLDER DATABASE [TEMPLATE]
#        cluster.sh sql FOLDER DATABASE SQL      prints the answer without ornaments
#        cluster.sh remove FOLDER                stops it and removes the folder
set -euo pipefail

binaries=/usr/lib/postgresql/15/bin
superuser=thidua_deploy
marker='A private cluster made by thidua; its own scripts may start, stop and remove it.'

fail() {
    echo "cluster.sh: $*" >&2
    exit 1
}

# PostgreSQL refuses to run as root, so root's cluster belongs to the user `postgres`.
as_owner() {
    if ((EUID == 0)); then
        (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@")
    else
        "$@"
    fi
}

# Where that user cannot reach the checkout (a clone in root's home), the cluster lies under /var/lib, behind a link.
make_folder() {
    mkdir -p "$(dirname "$folder")"
    if [[ ! -e $folder ]]; then
        if as_owner test -x "$(dirname "$folder")"; then
            mkdir -m 700 "$folder"
        else
            local elsewhere
            elsewhere=/var/lib/thidua-$(realpath -m "$folder" | sha256sum | cut -c 1-12)
            mkdir -p "$elsewhere"
            chmod 700 "$elsewhere"
            ln -sfn "$elsewhere" "$folder"
        fi
        echo "$marker" >"$folder/made-by-thidua"
        ((EUID != 0)) || chown -R postgres:postgres "$(realpath "$folder")"
    fi
    [[ -f $folder/made-by-thidua ]] || fail "$folder exists and is not ours; nothing was done"
    folder=$(realpath "$folder")
}

initialise() {
    [[ -f $folder/data/PG_VERSION ]] && return
    rm -rf "$folder/data.new"
    as_owner "$binaries/initdb" --pgdata "$folder/data.new" --username $superuser --auth trust --encoding UTF8 \
        --locale C.UTF-8 --data-checksums --no-instructions --no-sync >"$folder/initdb.log" 2>&1 || fail "$(tail -5 "$folder/initdb.log")"
    mv "$folder/data.new" "$folder/data"
}

running() {
    as_owner "$binaries/pg_ctl" status --pgdata "$folder/data" >/dev/null 2>&1
}

forget_socket() {
    [[ ! -f $folder/socket ]] || rm -rf "$(<"$folder/socket")" "$folder/socket"
}

# A socket's path may have 107 bytes, so its folder is a short one; only its owner can enter, which is why the cluster
# trusts whoever connects.
start() {
    # Values of statements do not go to the log: they are names of people, reasons, grounds.
    local settings="-c listen_addresses='' -c log_timezone=UTC -c log_parameter_max_length=0 -c log_parameter_max_length_on_error=0"
    if [[ ${1:-} == test ]]; then
        settings+=' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal'
        settings+=' -c max_wal_senders=0 -c autovacuum=off -c jit=off -c max_connections=300 -c shared_buffers=256MB'
    fi
    make_folder
    exec 8>"$folder/lock"
    flock 8
    initialise
    running && return
    forget_socket
    local socket
    socket=$(as_owner mktemp -d /tmp/thidua-XXXXXX)
    as_owner "$binaries/pg_ctl" start --silent --wait --timeout 60 --pgdata "$folder/data" --log "$folder/log" \
        --options "$settings -c unix_socket_directories=$socket" 8>&- || fail "$(tail -5 "$folder/log")"
    echo "$socket" >"$folder/socket"
}

stop() {
    [[ -f $folder/made-by-thidua ]] || fail "$folder is no cluster of ours"
    ! running || as_owner "$binaries/pg_ctl" stop --silent --wait --mode "${1:-fast}" --timeout 60 --pgdata "$folder/data"
    forget_socket
}

save() {
    ! running || fail "$folder is running"
    cp -a "$folder/data" "$1"
}

load() {
    make_folder
    [[ ! -e $folder/data ]] || fail "$folder has data already"
    cp -a "$1" "$folder/data"
}

remove() {
    [[ -f $folder/made-by-thidua ]] || return 0
    stop immediate
    rm -rf "$folder" "$link"
}

url() {
    [[ -f $folder/socket ]] || fail "$folder is not running"
    echo "postgresql://${2:-$superuser}@/${1:-thidua}?host=$(<"$folder/socket")"
}

sql() {
    "$binaries/psql" --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$(url "$1")" \
        --command "$2"
}

# A copy of files: what a template holds is not written to the log as well.
create() {
    sql postgres "create database $1 template ${2:-template0} strategy file_copy"
}

command=${1:-}
folder=${2:-}
[[ -n $folder ]] || fail "usage: cluster.sh start|stop|url|create|sql|remove FOLDER …"
[[ $folder == /* ]] || folder=$PWD/$folder
[[ -x $binaries/initdb ]] || fail "PostgreSQL 15 is missing; \`make packages\` installs it"
shift 2
link=$folder
[[ ! -d $folder ]] || folder=$(realpath "$folder")
case $command in
start | stop | save | load | url | create | sql | remove) "$command" "$@" ;;
*) fail "what is $command?" ;;
esac
