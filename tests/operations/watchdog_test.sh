#!/usr/bin/env bash
# watchdog_test.sh: systemd hears twice in its time that the service answers, while the database is lost too, and no longer
# once all workers hang.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

# Writes to TOLD, a line each, the milliseconds at which it was told WATCHDOG=1.
listen_as_systemd() { # SOCKET TOLD
    perl -MIO::Socket::UNIX -MTime::HiRes=time -e '
        $| = 1; $_ = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $ARGV[0]) or die;
        while (defined $_->recv(my $said, 256)) { printf "%d\n", time * 1000 if $said eq "WATCHDOG=1" }' "$1" >"$2" &
    children+=("$!")
    wait_for 5 test -S "$1"
}
pings() { wc -l <"$1"; }
gaps() { awk 'NR > 1 {printf "%s%d", (NR > 2 ? " " : ""), $1 - before} {before = $1}' "$1"; }

make_database
cd "$WORK" # the name of a socket is short
listen_as_systemd answers "$WORK/answers.told"
listen_as_systemd lost "$WORK/lost.told"
listen_as_systemd other "$WORK/other.told"
listen_as_systemd hangs "$WORK/hangs.told"
cd - >/dev/null

# ---- a database that takes connections and says nothing: every request that wants it waits for five seconds ----
perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 100, LocalAddr => "127.0.0.1:0") or die; $| = 1; print $s->sockport, "\n"; sleep 1000' >"$WORK/silent" &
children+=("$!")
wait_for 5 test -s "$WORK/silent"
LOST=$(free_port)
env THIDUA_PORT="$LOST" THIDUA_OPERATIONS_PORT=-1 NOTIFY_SOCKET="$WORK/lost" WATCHDOG_USEC=14000000 \
    THIDUA_DATABASE_URL="postgresql://thidua_service@127.0.0.1:$(<"$WORK/silent")/thidua" "$PROGRAM" serve >>"$WORK/service.lost.log" 2>&1 &
lost=$!
children+=("$lost")

# ---- all is well ----
port=$(free_port)
serve "$port" NOTIFY_SOCKET="$WORK/answers" WATCHDOG_USEC=2000000
answers=$SERVER
serve "$(free_port)" NOTIFY_SOCKET="$WORK/other" WATCHDOG_USEC=1000000 WATCHDOG_PID=1
stranger=$SERVER
enough() { (($(pings "$WORK/answers.told") >= 6)); }
wait_for 12 enough || :
slowest=$(gaps "$WORK/answers.told" | tr ' ' '\n' | sort -n | tail -1)
check "with two seconds to do so it is told each second: after $(gaps "$WORK/answers.told") ms, less than 2,000 each" \
    test "$(pings "$WORK/answers.told") $((slowest < 2000))" = "$(pings "$WORK/answers.told" | awk '{print ($1 >= 6 ? $1 : "six or more")}') 1"
check 'not oftener' test "$(gaps "$WORK/answers.told" | tr ' ' '\n' | sort -n | sed -n 3p)" -ge 800
same 'for another process nothing is told' "$(pings "$WORK/other.told")" 0
check 'it stops at once all the same' stop "$answers"
check 'and the other' stop "$stranger"

# ---- all workers hang: nobody reads what they log ----
mkfifo "$WORK/log"
exec 7<>"$WORK/log"
HUNG=$(free_port)
env THIDUA_PORT="$HUNG" THIDUA_OPERATIONS_PORT=-1 NOTIFY_SOCKET="$WORK/hangs" WATCHDOG_USEC=2000000 "$PROGRAM" serve >&7 2>&1 &
hung=$!
children+=("$hung")
some() { (($(pings "$WORK/hangs.told") > ${known:-0})); }
check 'a service is told to answer' wait_for 20 some
curl -s -o /dev/null --parallel --parallel-max 20 --max-time 4 "http://127.0.0.1:$HUNG/api/v1/nowhere#[1-700]" 2>/dev/null || :
check 'control: it answers nobody' bash -c "! curl -sf -o /dev/null --max-time 2 http://127.0.0.1:$HUNG/livez"
sleep 1
known=$(pings "$WORK/hangs.told")
sleep 4
same 'once no worker answers, nothing is told' "$(($(pings "$WORK/hangs.told") - known))" 0
cat <&7 >"$WORK/service.hung.log" &
children+=("$!")
check 'and again as soon as one does' wait_for 10 some
kill -TERM "$hung"

# ---- the lost database meanwhile ----
ask_it() { curl -s -o /dev/null -w '%{http_code}\n' --max-time 8 --parallel --parallel-max 12 -H 'Content-Type: application/json' -d '{"username":"x","password":"y"}' "http://127.0.0.1:$LOST/api/v1/auth/tokens#[1-24]" 2>/dev/null || :; }
before=$(pings "$WORK/lost.told")
begun=$SECONDS
while ((SECONDS < begun + 16)); do
    ask_it >>"$WORK/lost.answers"
    sleep 0.3
done
check "with the database lost, and $(wc -l <"$WORK/lost.answers") requests told so, it is told as before" test $(($(pings "$WORK/lost.told") - before)) -ge 2
same 'control: each of them wanted the database' "$(sort "$WORK/lost.answers" | uniq | tr '\n' ' ')" '503 '
kill -TERM "$lost"
