#!/usr/bin/env bash
# sqlmap.sh: sqlmap against lists, searches and bodies, and against a service beside it that glues its SQL together: there it must
# find its way in. Usage: tests/run attack sqlmap (LEVEL=3, RISK=2; minutes each), or make sqlmap; WHERE='changes|imports'
# takes those places alone whose line says so.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
port=$(free_port)
serve "$port"
url=http://127.0.0.1:$port/api/v1
bearer="Authorization: Bearer $(token thanh-pho-kon-tum.reviewer "http://127.0.0.1:$port")"

# One request, with * where it tries; what it says goes to the log of the run. True when it found a way in.
gets_in() { # ADDRESS [OPTION…]
    local folder=$WORK/sqlmap.$RANDOM
    timeout "${SQLMAP_SECONDS:-1200}" sqlmap -u "$1" "${@:2}" --batch --disable-coloring --flush-session --output-dir="$folder" \
        --level="${LEVEL:-3}" --risk="${RISK:-2}" --dbms=PostgreSQL --threads=2 --timeout=20 --retries=1 --ignore-code=401,404 \
        >"$WORK/said" 2>&1 || :
    grep -q 'tested parameters do not appear to be injectable\|identified the following injection point' "$WORK/said" || {
        tail -5 "$WORK/said"
        echo "not ok sqlmap did not come to an end at $1"
    }
    grep -q 'identified the following injection point' "$WORK/said"
}

while IFS='|' read -r words path options; do
    mapfile -t more < <(tr ' ' '\n' <<<"$options")
    if gets_in "$url$path" -H "$bearer" "${more[@]}"; then
        echo "not ok $words: $(grep -A4 'identified the following' "$WORK/said" | tr '\n' ' ')"
    else
        echo "ok $words"
    fi
done < <(grep -E "${WHERE:-.}" <<'END'
a search for units|/units?q=kon*&limit=5|
a search for people to honour|/honourees?q=a*&limit=5|
the order of campaigns|/campaigns?sort=title*&limit=5|
a reference in a filter|/campaigns?unit=code:thanh-pho-kon-tum*&limit=5|
a reference in a path|/units/code:23476*|
the public search of awards|/public/awards?name=A%20Br%C3%B4l*|
the name at the door|/auth/tokens|--method=POST --data={"username":"a*","password":"b"} --headers=Content-Type:application/json
a form of statistics|/statistics/0602?year=2025&unit=code:thanh-pho-kon-tum*|
open data|/public/progress?campaign=code:KT-2025*&limit=5|
a position among changes|/changes?after=now*|
kinds of changes|/changes?type=submission*&limit=5|
imports of a period|/imports?period=2025-5M*&limit=5|
a template to be filled in|/imports/templates/values?campaign=code:KT-2025*&period=2025-5M|
a row of an import|/imports?type=values&campaign=code:KT-2025&period=2025-5M|--method=POST --data={"items":[{"unit":"code:a*","indicator":"code:KT2025-19","numerator":2,"denominator":3}]} --headers=Content-Type:application/json
a message at the gateway|/gateway/messages|--method=POST --data={"message_id":"0b5c9f7e","sender":"G09.01","receiver":"H34*","sent_at":"2025-06-16T01:00:00Z","operation":"list_awards"} --headers=Content-Type:application/json
a text of a body|/campaigns?dry_run=true|--method=POST --data={"code":"X1","title":"x*","kind":"plan"} --headers=Content-Type:application/json
END
)

# ---- the control ----
control=$(free_port)
node tests/attack/glued.mjs "$control" "$THIDUA_DATABASE_URL" &
children+=("$!")
wait_for 10 curl -sf "http://127.0.0.1:$control/?q=a"
check 'it finds its way into a service that glues its SQL together' gets_in "http://127.0.0.1:$control/?q=kon*"
check 'the service ends well' stop "${children[0]}"
