#!/usr/bin/env bash
# memory_test.sh: how much memory of its own the service holds when it listens, when a thousand connections that asked once stay, and
# a quarter of a minute after they have gone, which must be what it was before. No more than kept in memory.tsv, within 10 %
# and half a megabyte. KEEP=1 tests/run cost memory_test keeps what is found.
# shellcheck source=tests/cost/common.sh
. tests/cost/common.sh
TOLERANCE=10 SLACK=512 UNIT=kB

make_database
port=$(free_port)
serve "$port"
own() { awk '/^Private_Dirty:/ {print $2}' "/proc/$SERVER/smaps_rollup"; }
note() { printf '%s\tall\t%d\n' "$1" "$(own)" >>"$found"; } # WORDS

: >"$found"
note listening
coproc crowd { exec node tests/support/idle.mjs "$port" 1000; }
# shellcheck disable=SC2154 # coproc sets it
clients=$crowd_PID
children+=("$clients")
echo ask >&"${crowd[1]}"
read -r opened <&"${crowd[0]}"
read -r answered <&"${crowd[0]}"
same 'a thousand connections are open and were answered' "$opened, $answered" 'opened 1000, answered 1000'
note connections_1000
kill "$clients"
before=$(awk -F '\t' '$1 == "listening" {print $3}' "$found")
gone() { (($(own) < before + 2048)); }
check "$(($(awk -F '\t' '$1 == "connections_1000" {print $3}' "$found") - before)) kB for a thousand, given back when they went" wait_for 25 gone
note afterwards
check 'the service stops well' stop "$SERVER"

judge_all
doctored_is_told
