#!/usr/bin/env bash
# proxy_test.sh: the nginx configuration that ships, in front of two instances: its own answers are problems of the contract, and
# what passes arrives unchanged, with the address of the real client. What it stops is tests/attack/wire's.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

same 'its problems are those of the contract' \
    "$(jq --raw-output --from-file "$OPERATIONS/nginx/problems.jq" build/openapi.json | sha256sum)" \
    "$(sha256sum <"$OPERATIONS/nginx/thidua-problems.conf")"

make_database
one=$(free_port) two=$(free_port)
serve "$one" && serve "$two"
start_nginx "$one" "$two"

long() { head -c "$1" /dev/zero | tr '\0' "${2:-a}"; }

# ---- what nginx says by itself ----
big=$(curl -sk -o "$WORK/big" -w '%{http_code}' -H 'Content-Type: application/json' -X POST --data-binary @<(long 28000000) "$PROXY/api/v1/auth/tokens")
same 'a body of 28 MB is refused before it is read by the service' "$big $(jq -r .code "$WORK/big")" '413 body_too_large'
english=$(curl -sk -H 'Accept-Language: en-GB' -H 'X-Request-Id: by-hand-1' "$PROXY/livez?a=%00")
same 'it speaks English when asked' "$(jq -r '.title + " " + .instance' <<<"$english")" \
    'The request cannot be read urn:request:by-hand-1'
same 'it speaks Vietnamese otherwise' "$(curl -sk "$PROXY/livez?a=%00" | jq -r .title)" 'Yêu cầu không đọc được'
same 'TLS 1.1 is not spoken' "$(curl -sk --tls-max 1.1 --ciphers 'ALL:@SECLEVEL=0' -o /dev/null -w '%{http_code}' "$PROXY/livez" || :)" 000
same 'TLS 1.2 is' "$(curl -sk --tls-max 1.2 -o /dev/null -w '%{http_code}' "$PROXY/livez")" 200
same 'HTTP/2 is' "$(curl -sk --http2 -o /dev/null -w '%{http_version}' "$PROXY/livez")" 2
same 'reading in clear is led to TLS' "$(curl -s -o /dev/null -w '%{http_code}' "$PLAIN/docs")" 301
same 'writing in clear is refused' "$(curl -s -d '{}' "$PLAIN/api/v1/auth/tokens" | jq -r .code)" request_not_readable
same 'every answer asks for TLS the next time' \
    "$(curl -sk -D - -o /dev/null "$PROXY/livez" | tr -d '\r' | grep -ic '^strict-transport-security: max-age=31536000')" 1

# ---- what passes ----
bearer="Authorization: Bearer $(token xa-doan-ket.reporter "$PROXY")"
get() { curl -sk --path-as-is -H "$bearer" "$@"; }
same 'an escaped path arrives as it was sent' "$(get -o /dev/null -w '%{http_code}' "$PROXY/api/v1/units/code:23476%402025-06-30")" 200
same 'two slashes arrive as they were sent' "$(get "$PROXY//livez" | jq -r .code)" malformed_url
same 'an ETag lets a reader come back' "$(get -o /dev/null -w '%{http_code}' -H "If-None-Match: $(
    get --compressed -o /dev/null -D - "$PROXY/api/v1/units/code:23476@2025-06-30" | tr -d '\r' | sed -n 's/^etag: //Ip')" "$PROXY/api/v1/units/code:23476@2025-06-30")" 304
same 'a long list travels packed' "$(get -H 'Accept-Encoding: gzip' -o /dev/null -D - "$PROXY/api/v1/units?limit=200" | tr -d '\r' | grep -ic '^content-encoding: gzip')" 1
curl -sk -o /dev/null -H 'X-Forwarded-For: 203.0.113.7' -H 'Content-Type: application/json' \
    -d '{"username":"nobody-at-all","password":"wrong-and-long-enough"}' "$PROXY/api/v1/auth/tokens"
same 'the service sees the real client, whatever it says of itself' \
    "$(cat "$WORK"/service.*.log | grep sign_in_failed | jq -r .address | sort -u)" 127.0.0.1
same 'both instances answer' "$(grep -o '"instance":"127[^"]*' "$WORK/nginx/thidua.log" | sort -u | wc -l)" 2
same 'no query string is in its log' "$(grep -c 'limit=200' "$WORK/nginx/thidua.log" || :)" 0
same 'its log is JSON, a line each' "$(jq -r .event "$WORK/nginx/thidua.log" | sort -u)" proxied

# ---- a stream of changes: nothing is held back, and it is not taken for an instance that hangs ----
reviewer="Authorization: Bearer $(token tinh-kon-tum.reviewer "$PROXY")"
curl -skN --http2 -H "$reviewer" -D "$WORK/stream.head" "$PROXY/api/v1/changes/stream" -o "$WORK/stream" &
stream=$! streamed=$(date +%s%N)
children+=("$stream")
said() { (($(grep -c "$1" "$WORK/stream") >= $2)); }
check 'a stream begins through the proxy at once' wait_for 3 said '^retry:' 1
curl -sk -o /dev/null -H "$reviewer" "$PROXY/api/v1/campaigns" --json '{"code":"QUA-PROXY","title":"Qua proxy","kind":"movement"}'
check 'an event comes through as it happens' wait_for 5 said '^data: .*"campaign' 1
same 'as it was sent: not packed, not to be kept' \
    "$(tr -d '\r' <"$WORK/stream.head" | grep -icE '^content-type: text/event-stream|^cache-control: no-store|^content-encoding:')" 2

# ---- limits: far more than a room of people asks for, in one second ----
seq 900 | sed "s|.*|url = \"$PROXY/livez\"\noutput = /dev/null|" >"$WORK/many"
same 'one client is told to wait when it asks 900 times at once' "$(
    curl -sk --parallel --parallel-max 50 -K "$WORK/many" -w '%{http_code} %{content_type} %header{retry-after} %header{ratelimit}\n' | sort | uniq -c |
        awk '$2 == 429 && $3 == "application/problem+json" && $4 == 1 && $5 == "\"proxy\";r=0;t=1" && $1 > 200 {print "told"}')" told
sleep 1
same 'and is heard again a second later' "$(curl -sk -o /dev/null -w '%{http_code}' "$PROXY/livez")" 200

# ---- an instance is gone, then both ----
rested() { (($(date +%s%N) - streamed > 11000000000)); }
wait_for 12 rested # longer than the proxy waits for any other answer
check 'a sign of life comes every five seconds' wait_for 6 said '^:' 2 # a busy machine is a little late
check 'and the stream is still there' test -d "/proc/$stream"
first=${children[0]} second=${children[1]}
stop "$first"
same 'one instance is enough' "$(for _ in {1..20}; do curl -sk -o /dev/null -w '%{http_code}\n' "$PROXY/livez"; done | sort | uniq -c | tr -s ' ')" ' 20 200'
stop "$second"
wait_for 3 test ! -d "/proc/$stream" || :
check 'a stream ends with its instance, whole' test ! -d "/proc/$stream" -a "$(tail -c 2 "$WORK/stream" | xxd -p)" = 0a0a
same 'without any, the proxy says so' "$(curl -sk "$PROXY/livez" | jq -r '.code + " " + (.status | tostring)')" 'service_unreachable 502'
