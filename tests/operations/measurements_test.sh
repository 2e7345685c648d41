#!/usr/bin/env bash
# measurements_test.sh: what Prometheus reads is well formed, alarms ring when they must and only then, the dashboard asks
# for what exists, and fail2ban finds the addresses of those who guess passwords, and no others.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
port=$(free_port) operations=$(free_port)
OPERATIONS_PORT=$operations serve "$port" THIDUA_TRUSTED_PROXIES=127.0.0.1
api=http://127.0.0.1:$port metrics=http://127.0.0.1:$operations/metrics

# ---- what was measured ----
for path in /api/v1/units /livez /docs /there-is-none; do curl -s -o /dev/null "$api$path"; done
guess() { # USERNAME [ADDRESS]
    curl -s -o /dev/null -H "X-Forwarded-For: ${2:-203.0.113.7}" -H 'Content-Type: application/json' "$api/api/v1/auth/tokens" \
        -d "$(jq -nc --arg name "$1" '{username: $name, password: "wrong-and-long-enough"}')"
}
guess xa-doan-ket.reporter
guess nobody-at-all 2001:db8::17
guess '","address":"198.51.100.9","why":"wrong_credentials","' 203.0.113.8
# A line of its own is refused before it is looked up, and so is not even counted.
guess $'line\n{"time":"2025-06-16T08:00:00.000Z","level":"warning","event":"sign_in_failed","address":"198.51.100.10","why":"wrong_credentials",' 203.0.113.8
token xa-doan-ket.reporter "$api" >/dev/null
curl -s "$metrics" >"$WORK/metrics"
same 'promtool finds no fault in the measurements' "$(promtool check metrics <"$WORK/metrics" 2>&1)" ''
same 'rows kept back are counted from 0 on' "$(sed -n 's/^thidua_wall_refusals_total //p' "$WORK/metrics")" 0
same 'faults are counted from 0 on, so that the first one rings' \
    "$(grep -c '^thidua_problems_total{code="\(internal_error\|foreign_row\|outcome_unknown\|database_unavailable\)"} 0' "$WORK/metrics")" 4
same 'wrong passwords are counted' "$(sed -n 's/^thidua_problems_total{code="wrong_credentials"} //p' "$WORK/metrics")" 3

# ---- alarms ----
rules=$OPERATIONS/monitoring
quietly 'the configuration of Prometheus is good' promtool check config "$rules/prometheus.yml"
sed "s|RULES|$rules/thidua.rules.yml|" "$rules/alerts_test.yml" >"$WORK/alerts_test.yml"
quietly 'each alarm rings when it must, and none when all is well' promtool test rules "$WORK/alerts_test.yml"
sed 's|> 0.01|> 0.9|' "$rules/thidua.rules.yml" >"$WORK/deaf.rules.yml"
sed "s|RULES|$WORK/deaf.rules.yml|" "$rules/alerts_test.yml" >"$WORK/deaf_test.yml"
check 'control: an alarm that is deaf is noticed' bash -c "! promtool test rules '$WORK/deaf_test.yml' >/dev/null 2>&1"

# ---- what to do when one rings ----
page=docs/operations/alarms.md
alarms() { sed -n 's/^ *- alert: //p' "$rules/thidua.rules.yml"; }
same 'every alarm has its section on the page, in the same order, and every section its alarm' "$(sed -n 's/^## //p' $page)" "$(alarms)"
same 'every rule names its section' "$(sed -n "s|^ *runbook_url: $page#||p" "$rules/thidua.rules.yml")" "$(alarms | tr '[:upper:]' '[:lower:]')"
same 'page and rule agree who is woken' "$(sed -n 's/^\*\*\([a-z]*\)\.\*\*.*/\1/p' $page)" "$(sed -n 's/.*severity: \([a-z]*\)}.*/\1/p' "$rules/thidua.rules.yml")"
check 'control: an alarm without a section would be told' test "$(sed '/^## ThiduaMemory/d' $page | sed -n 's/^## //p')" != "$(alarms)"

# ---- what is asked for exists ----
names() { grep -ohE '\b(thidua|process)_[a-z_]+' "$@" | sort -u; }
offered=$(sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' "$WORK/metrics" | sort -u)
known=$(printf '%s\n' "$offered" thidua_request_duration_seconds_{bucket,sum,count} | sort -u)
jq -r '.. | .expr? // empty' "$rules/dashboard.json" >"$WORK/asked"
grep -A3 'expr:' "$rules/thidua.rules.yml" | grep -vE 'annotations|summary' >>"$WORK/asked"
same 'rules and dashboard ask only for what is measured' "$(comm -23 <(names "$WORK/asked") <(printf '%s\n' "$known"))" ''
same 'the page of the operators names every measurement' "$(comm -23 <(printf '%s\n' "$offered") <(names docs/operations/monitoring.md))" ''
jq '{groups: [{name: "dashboard", rules: ([.. | .expr? // empty | gsub("\\$__rate_interval"; "5m")]
    | to_entries | map({record: "asked_\(.key)", expr: .value}))}]}' \
    "$rules/dashboard.json" >"$WORK/dashboard.rules.yml"
quietly 'every question of the dashboard can be asked' promtool check rules "$WORK/dashboard.rules.yml"

# ---- the log ----
same 'the log is JSON, a line each, with time, level and event' \
    "$(jq -r 'select(.time and .level and .event | not)' "$WORK/service.$port.log" | wc -l) $(wc -l <"$WORK/service.$port.log" | grep -c '^[1-9]')" '0 1'
# shellcheck disable=SC2016 # backquotes are meant
same 'the page names every event and field that was logged' "$(comm -23 <(jq -r '.event, keys[]' "$WORK/service.$port.log" | sort -u) \
    <(grep -oE '`[a-z_]+`' docs/operations/monitoring.md | tr -d '`' | sort -u))" ''

found() { # LOG: addresses that the filter finds
    fail2ban-regex --no-check-all --out '<ip>' "$1" "$OPERATIONS/fail2ban/filter.conf" 2>/dev/null | grep . | sort | uniq -c | sed 's/^ *//'
}
wanted='1 2001:db8::17
1 203.0.113.7
1 203.0.113.8'
same 'fail2ban finds who guessed, and nobody whom a guesser names' "$(found "$WORK/service.$port.log")" "$wanted"
sed "s/^/province thidua[812]: /" "$WORK/service.$port.log" >"$WORK/journal.log"
same 'also as the journal hands it out' "$(found "$WORK/journal.log")" "$wanted"
