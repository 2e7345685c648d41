#!/usr/bin/env bash
# kept_test.sh: answers kept in memory are never old: two instances, changes by every road, lost and hung listeners, the
# end of the day; what an answer is made of is what the contract says; memory stays within its limit. Each with the
# control that would show an old answer. ROUNDS=100 is the long version.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

rounds=${ROUNDS:-5} cuts=$((${ROUNDS:-5} / 2 + 1))
make_database
sql() { psql -XAtqd "$THIDUA_DEPLOY_URL" -v ON_ERROR_STOP=1 -c "set client_min_messages = warning" -c "set search_path = app, extensions" -c "$1"; }
pa=$(free_port) oa=$(free_port)
OPERATIONS_PORT=$oa serve "$pa"
pb=$(free_port) ob=$(free_port)
OPERATIONS_PORT=$ob serve "$pb"
a=http://127.0.0.1:$pa/api/v1 b=http://127.0.0.1:$pb/api/v1
campaign=$(sql "select c.id from campaigns c where state = 'launched' and exists (select from indicators i where i.campaign_id = c.id)
    and exists (select from assignments s where s.unit_id = c.unit_id and s.role = 'leader') order by code limit 1")
sql "update campaigns set published = true where id = '$campaign'"
page=/public/campaigns/$campaign

measured() { curl -s "http://127.0.0.1:$1/metrics" | sed -n "s/^thidua_$2 //p"; } # OPERATIONS_PORT NAME
from_memory() { measured "$1" 'kept_answers_total{by="memory"}'; }
heard() { [[ $(measured "$1" changes_heard) == 1 ]]; }
title() { curl -s "$1$page" | jq -r .title; }
shows() { [[ $(title "$1") == "$2" ]]; } # INSTANCE TITLE
entitle() { sql "update campaigns set title = '$1' where id = '$campaign'"; }
kept() { # INSTANCE OPERATIONS_PORT: whether it answers from memory
    local before
    title "$1" >/dev/null
    before=$(from_memory "$2")
    title "$1" >/dev/null
    (($(from_memory "$2") > before))
}
both_kept() { kept "$a" "$oa" && kept "$b" "$ob"; }
check 'notifications come in' wait_for 10 eval "heard $oa && heard $ob"

# ---- from memory it is the same answer ----
same 'the campaign is there for anybody' "$(curl -s "$a$page" | jq -r .id)" "$campaign"
check 'both instances answer it from memory' wait_for 5 both_kept
headers() { curl -s -D - -o /dev/null "$a$page" | tr -d '\r' | grep -viE '^(x-request-id|server-timing|date):' | sort; }
there=$(headers)
body=$(curl -s "$a$page" | sha256sum)
entitle "$(title "$a")" # says the same again: everything kept is dropped, nothing is new
same 'headers from memory are those of the database' "$there" "$(headers)"
same 'so is the body' "$body" "$(curl -s "$a$page" | sha256sum)"
tag=$(sed -n 's/^ETag: //Ip' <<<"$there")
check 'kept again' kept "$a" "$oa"
before=$(from_memory "$oa")
same 'its tag is known from memory: 304' "$(curl -s -o /dev/null -w '%{http_code}' -H "If-None-Match: $tag" "$a$page") $(($(from_memory "$oa") - before))" '304 1'
same 'HEAD has its length and no body' "$(curl -sI "$a$page" | tr -d '\r' | sed -n 's/^Content-Length: //Ip')" "$(curl -s "$a$page" | wc -c)"
same 'a wrong parameter is refused as ever' "$(curl -s -o /dev/null -w '%{http_code}' "$a$page?none=1")" 400
same 'each language is an answer of its own' "$(curl -s -H 'Accept-Language: en' -o /dev/null -w '%{http_code}' "$a/catalogues/unit_kind")" 200

# ---- who changed it reads it changed, at once; others soon ----
leader="Authorization: Bearer $(token "$(sql "select u.username from users u join assignments s on s.user_id = u.id join campaigns c on c.unit_id = s.unit_id
    where c.id = '$campaign' and s.role = 'leader' order by 1 limit 1")" "http://127.0.0.1:$pa")"
publish() { # true|false
    local tag
    tag=$(curl -s -o /dev/null -D - -H "$leader" "$a/campaigns/$campaign" | tr -d '\r' | sed -n 's/^ETag: //Ip')
    curl -s -o /dev/null -w '%{http_code}\n' -X PUT -H "$leader" -H "If-Match: $tag" -H 'Content-Type: application/json' "$a/campaigns/$campaign/publication" -d "{\"published\":$1}"
}
status() { curl -s -o /dev/null -w '%{http_code}' "$1$page"; }
is() { [[ $(status "$1") == "$2" ]]; }
old=0 wrote=0 late=0
for ((i = 0; i < rounds; i++)); do
    for state in 'false 404' 'true 200'; do
        read -r published wanted <<<"$state"
        [[ $(publish "$published") == 200 ]] && wrote=$((wrote + 1))
        is "$a" "$wanted" || old=$((old + 1))
        wait_for 3 is "$b" "$wanted" || late=$((late + 1))
    done
done
same "of $((2 * rounds)) publications and withdrawals, all were made" "$wrote" $((2 * rounds))
same 'the instance that made each shows it at once' "$old" 0
same 'the other one within its bound' "$late" 0

# ---- while everybody reads: once the new one was seen, the old one never comes back ----
read_on() { while :; do curl -s "$1$page" "$1$page" "$1$page" "$1$page" >/dev/null; done; }
readers=()
for instance in "$a" "$b" "$a"; do
    read_on "$instance" &
    readers+=("$!")
    children+=("$!")
done
changes() { # COUNT: answers that came late, and old ones that came back
    local i instance late=0 back=0
    for ((i = 1; i <= $1; i++)); do
        entitle "Lần $i"
        for instance in "$a" "$b"; do
            wait_for 3 shows "$instance" "Lần $i" || late=$((late + 1))
            shows "$instance" "Lần $i" && shows "$instance" "Lần $i" || back=$((back + 1))
        done
    done
    echo "$late $back"
}
same "$((2 * rounds)) changes under readers: none late, no old answer came back" "$(changes $((2 * rounds)))" '0 0'
kill "${readers[@]}"
check 'and memory did answer' both_kept
sql "alter table campaigns disable trigger change_told"
check 'control: a change that nobody tells leaves an old answer' bash -c "[[ '$(changes 1)' != '0 0' ]]"
sql "alter table campaigns enable trigger change_told"
entitle 'Đã báo lại'
check 'and the next one that is told ends it' wait_for 3 shows "$b" 'Đã báo lại'

# ---- every road: an indicator, the unit's name, a deployment ----
drops() { # WORDS SQL: whether the next answer is the database's
    local before
    check "$1: kept before" wait_for 5 both_kept
    before=$(from_memory "$ob")
    sql "$2"
    asked_again() { local was; was=$(from_memory "$ob"); title "$b" >/dev/null; (($(from_memory "$ob") == was)); }
    check "$1 drops it" wait_for 3 asked_again
}
drops 'a change of an indicator' "update indicators set changed_at = null where id = (select id from indicators where campaign_id = '$campaign' limit 1)"
drops 'a change of a name' 'update unit_labels set name = name'
drops 'a deployment' 'update deployed_code set deployed_at = now() where path = (select min(path) from deployed_code)'

# ---- the listener is cut off, or hangs ----
listeners() { sql "select pid from pg_stat_activity where datname = current_database() and query ~* '^listen '"; }
old=0
for ((i = 1; i <= cuts; i++)); do
    wait_for 8 both_kept || echo "not ok kept before cut $i"
    sql "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query ~* '^listen '" >"$WORK/cut"
    [[ $(<"$WORK/cut") == 2 ]] || echo "not ok two listeners were cut: $(<"$WORK/cut")"
    entitle "Cắt $i"
    for instance in "$a" "$b"; do wait_for 3 shows "$instance" "Cắt $i" || old=$((old + 1)); done
done
same "$cuts times both listeners are cut, and a change follows: no old answer" "$old" 0
check 'they listen again' wait_for 10 both_kept
mapfile -t pids < <(listeners)
kill -STOP "${pids[@]}"
entitle 'Treo'
check 'control: a listener that hangs leaves an old answer for a moment' shows "$a" "Cắt $cuts"
check 'for three seconds at most' wait_for 4 eval "shows $a Treo && shows $b Treo"
same 'then nothing is answered from memory' "$(measured "$oa" changes_heard) $(measured "$ob" changes_heard)" '0 0'
kill -CONT "${pids[@]}"
check 'it goes on, and memory answers again' wait_for 10 both_kept

# ---- what ends by itself ----
sql "create or replace function app.seconds_left_today() returns numeric language sql stable as 'select 1::numeric'"
title "$a" >/dev/null
entitle 'Hết hạn'
check 'an answer that is good for a second' wait_for 3 shows "$a" 'Hết hạn'
expired() { local was; was=$(from_memory "$oa"); sleep 1.1; title "$a" >/dev/null; (($(from_memory "$oa") == was)); }
check 'is asked for again after it' expired
"$PROGRAM" deploy --quiet >/dev/null

# ---- the contract names what an answer is made of ----
contract=$(curl -s "http://127.0.0.1:$pa/openapi.json")
declare -A example=([get_public_campaign]="campaign='$campaign'" [get_catalogue]="catalogue='unit_kind'")
read_tables() { # OPERATION
    {
        echo 'set search_path = app, extensions; begin; \o /dev/null'
        "$PROGRAM" check --sql "$1"
        echo "; \\o
            select string_agg(relname, ' ' order by relname) from pg_stat_xact_user_tables where schemaname = 'app' and seq_scan + coalesce(idx_scan, 0) > 0"
    } | psql -XAtqd "$THIDUA_DEPLOY_URL" -v ON_ERROR_STOP=1 -v "${example[$1]}"
}
while read -r operation tables; do
    same "$operation is made of the tables that x-kept names" "$(read_tables "$operation")" "$tables"
    same "whose changes are told" "$(sql "select string_agg(relname, ' ' order by relname) from pg_trigger join pg_class c on c.oid = tgrelid where tgname = 'change_told' and relname = any (string_to_array('$tables', ' '))")" "$tables"
done < <(jq -r '.paths[][] | select(type == "object" and has("x-kept")) | "\(.operationId) \(.["x-kept"] | sort | join(" "))"' <<<"$contract")

# ---- the limit ----
pc=$(free_port) oc=$(free_port)
OPERATIONS_PORT=$oc serve "$pc" THIDUA_KEPT_MEGABYTES=1
wait_for 10 heard "$oc" || echo 'not ok the third one hears'
for ((i = 0; i < 512; i++)); do # the same page, spelled in as many ways
    for ((k = 0; k < 9; k++)); do
        if ((i >> k & 1)); then printf '%%%02x' "'${campaign:k:1}"; else printf %s "${campaign:k:1}"; fi
    done
    echo
done | sed "s|.*|url = \"http://127.0.0.1:$pc/api/v1/public/campaigns/&${campaign:9}\"|" >"$WORK/urls"
curl -s -K "$WORK/urls" >"$WORK/pages"
bytes=$(measured "$oc" kept_bytes)
check "of $(wc -c <"$WORK/pages") bytes answered $bytes are kept, 1048576 at most" test "$bytes" -le 1048576 -a "$bytes" -gt 900000 -a "$(wc -c <"$WORK/pages")" -gt 1048576
pd=$(free_port) od=$(free_port)
OPERATIONS_PORT=$od serve "$pd" THIDUA_KEPT_MEGABYTES=0
curl -s "http://127.0.0.1:$pd/api/v1$page" "http://127.0.0.1:$pd/api/v1$page" >"$WORK/pages"
same 'with 0 megabytes nothing is kept' "$(from_memory "$od") $(measured "$od" kept_bytes)" '0 0'
same 'the log tells of what was heard, and of what was not' "$(jq -r 'select(.event | startswith("changes_")) | .event' "$WORK/service.$pa.log" | sort | uniq -c | awk -v least="$cuts" '$1 >= least {print $2}' | tr '\n' ' ')" 'changes_heard changes_unheard '
