#!/usr/bin/env bash
# feed_test.sh: the feed of changes at work: copies kept in step while 16 write, by pages and by a stream that is left and
# taken up again, each with the reader that gets it wrong; streams hold no worker, are bounded, and end whole: with their
# token and with the service. `make feed LENGTH=300 WRITERS=32 SEED=7` is the long version.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
first=$(free_port)
serve "$first" THIDUA_THREADS=3 THIDUA_LISTENERS=20
a=$SERVER
second=$(free_port)
serve "$second"
export URLS="http://127.0.0.1:$first http://127.0.0.1:$second" SECONDS_OF_WRITING=${FEED_SECONDS:-4}
timeout $((SECONDS_OF_WRITING * 3 + 150)) node tests/operations/feed/follow.mjs

# ---- streams ----
api=http://127.0.0.1:$first/api/v1
bearer="Authorization: Bearer $(token tinh-kon-tum.reviewer "http://127.0.0.1:$first")"
leader="Authorization: Bearer $(token tinh-kon-tum.leader "http://127.0.0.1:$first")"
listen() { # FILE [HEADER]: a stream into a file; its process is LISTENER
    curl -sN -H "${2:-$bearer}" "$api/changes/stream" -D "$1.head" -o "$1" &
    LISTENER=$!
    children+=("$LISTENER")
}
draft() { # CODE
    curl -s -o /dev/null -w '%{http_code}' -H "$bearer" -H 'Content-Type: application/json' "$api/campaigns" \
        -d "{\"code\":\"$1\",\"title\":\"Thử dòng sự kiện\",\"kind\":\"movement\",\"starts_on\":\"2025-07-01\",\"ends_on\":\"2025-12-31\"}"
}
ended() { ! kill -0 "$1" 2>/dev/null; }
hears() { grep -q '^data: ' "$1"; }

given=$(curl -s -H "$leader" -H 'Content-Type: application/json' "$api/service-tokens" -d '{"name":"Nghe","scopes":["exchange:read","campaigns:read"]}')
listen "$WORK/token" "Authorization: Bearer $(jq -r .token <<<"$given")"
of_token=$LISTENER
streams=()
for i in {1..19}; do
    listen "$WORK/stream.$i"
    streams+=("$LISTENER")
done
all_listen() { [[ $(cat "$WORK"/token.head "$WORK"/stream.*.head 2>/dev/null | grep -c ' 200 ') == 20 ]]; }
check 'twenty listen at an instance with three workers' wait_for 15 all_listen
curl -s -m 5 -D "$WORK/head" -o "$WORK/full" -H "$bearer" "$api/changes/stream"
same 'one more is told to come later' "$(jq -r .code "$WORK/full") $(grep -ci '^retry-after:' "$WORK/head")" 'busy 1'
same 'other requests are answered meanwhile' "$(curl -s -m 3 -o /dev/null -w '%{http_code}' -H "$bearer" "$api/campaigns")" 200
same 'something changes' "$(draft DONG-1)" 201
all_hear() { for i in {1..19}; do hears "$WORK/stream.$i" || return 1; done; }
check 'everybody hears of it' wait_for 15 all_hear
check 'a token with the scope too' wait_for 5 hears "$WORK/token"

curl -s -o /dev/null -X DELETE -H "$leader" -H 'If-Match: *' "$api/service-tokens/$(jq -r .id <<<"$given")"
same 'something changes again' "$(draft DONG-2)" 201
check 'the stream of a token that was revoked ends' wait_for 20 ended "$of_token"
heard_twice() { for i in {1..19}; do (($(grep -c '^data: ' "$WORK/stream.$i") >= 2)) || return 1; done; }
check 'the others go on' wait_for 15 heard_twice

begun=$(date +%s%N)
quietly 'the service stops' stop "$a"
took=$((($(date +%s%N) - begun) / 1000000))
check "at once, though nineteen listen: $took ms" test "$took" -lt 8000
whole=0
for i in {1..19}; do
    wait "${streams[i - 1]}" && [[ $(tail -c 2 "$WORK/stream.$i" | xxd -p) == 0a0a ]] && whole=$((whole + 1))
done
same 'every stream came to its end, with whole events' "$whole" 19
