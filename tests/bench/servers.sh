#!/usr/bin/env bash
# servers.sh: the service, the least a server can be, and the proxy that ships.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

serve() { # [ASSIGNMENT…]
    env THIDUA_PORT=$port "$@" setpriv --pdeathsig TERM $program serve 2>>$folder/service.log >&2 &
    service=$!
    children+=("$service")
}

stop_service() {
    [[ $service ]] || return 0
    kill -TERM "$service" 2>/dev/null || :
    wait "$service" || fail "the service ended with $?: $(tail -2 $folder/service.log)"
    service=
}

start_service() { # [ASSIGNMENT…]
    : >$folder/service.log
    port=0
    serve "$@"
    local listening
    listening=$(timeout 20 grep --max-count=1 '"event":"listening"' \
        < <(exec timeout 20 tail --pid=$service --lines=+1 --follow $folder/service.log 2>/dev/null)) ||
        fail "the service did not start: $(tail -2 $folder/service.log)"
    port=$(jq -r .port <<<"$listening")
    url=http://127.0.0.1:$port
}

start_bare() {
    [[ ! $bare ]] || return 0
    gcc -std=gnu17 -D_GNU_SOURCE= -O2 tests/bench/bare_server.c -lmicrohttpd -o $folder/bare_server
    rm -f $folder/bare.port
    mkfifo $folder/bare.port
    setpriv --pdeathsig TERM $folder/bare_server 8 < <(exec tail -f --pid=$$ /dev/null) >$folder/bare.port &
    bare=$!
    children+=("$bare")
    read -r bare_port <$folder/bare.port
}

# ---- that what is measured is what is meant ----

get() { # ACCOUNT PATH
    curl -sS --fail-with-body -H "Authorization: Bearer $(<"$folder/$1")" "$url/api/v1/$2"
}

expect() { # ACCOUNT WHAT PATH JQ WANTED
    local found
    found=$(get "$1" "$3" | jq -r "$4") || fail "$2 was refused: $(get "$1" "$3")"
    [[ $found == "$5" ]] || fail "$2 answers $found, not $5"
}

check_answers() {
    local c=01900000-0003-7000-8000-000000000007
    expect reviewer campaign campaigns/$c .code BENCH-7
    expect reviewer public public/campaigns/$c '.indicators | length' 20
    expect reviewer indicators "campaigns/$c/indicators?limit=500" '.items | length' 20
    expect reviewer page "submissions?state=approved&limit=50&campaign=$c" '.items | length' 50
    expect reviewer progress "campaigns/$c/progress?period=2025-M05" '.items | length' 20
    expect province proposals 'proposals?state=received&limit=50' '.items | length' 50
    expect province nominations 'proposals/01900000-0021-7000-8000-000000000008/nominations' '.items | length' 10
    expect province session council-sessions/01900000-0032-7000-8000-000000000001 '.agenda | length' 144
    expect province search "public/awards?name=$(head -1 $folder/names | jq -rR @uri)" '.items | length > 0' true
}
