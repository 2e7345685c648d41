#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# import_test.sh: a long file is read in by a job while the instance that works at it is killed again and again: another one
# goes on behind what was kept, and at the end each row is there once, with one entry in the audit. ROWS sets how long it is.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

rows=${ROWS:-$([[ ${LONG:-} ]] && echo 10000 || echo 6000)}
kills=$(rounds 1 6) # more than the five attempts after which a job that gets no further is given up
indicators=40 wrong=7
periods=(2025-5M 2025-6M 2025-7M 2025-8M 2025-9M 2025-10M 2025-11M 2025-M07 2025-M08 2025-M09 2025-M10 2025-M11 2025-M12)
make_durable
other=$(free_port)
ports=("$PORT" "$other")
urls=("$URL" "http://127.0.0.1:$other")
servers=()

launch() { # 0|1
    PORT=${ports[$1]} launch_service
    servers[$1]=$SERVER
    wait_for 30 curl -sf -o /dev/null --max-time 5 "${urls[$1]}/readyz"
}

post() { # ACCOUNT PATH JSON [HEADER]
    curl -sS --fail-with-body --oauth2-bearer "$(token "$1" "$URL")" "$URL/api/v1$2" -H "${4:-Accept: application/json}" --json "$3"
}

launch_campaign() { # CODE
    local id
    id=$(post "$ACCOUNT" /campaigns "$(jq -n --arg code "$1" '{code: $code, title: "Nhập bảng lớn", kind: "movement", starts_on: "2025-01-01",
        ends_on: "2025-12-31", report_periods: $ARGS.positional}' --args "${periods[@]}")" | jq -r .id)
    post "$ACCOUNT" "/campaigns/$id/indicators" "$(jq -n --arg code "$1" --argjson count $indicators '{items: [range(1; $count + 1) | {code: "\($code)-\(.)",
        name: "Chỉ tiêu \(.)", field: "economy", value_type: "count", comparator: "gte", target_value: 10, reporters: [{level: "commune"}]}]}')" >"$WORK/made"
    post "$ACCOUNT" "/campaigns/$id/moves" '{"to":"proposed"}' 'If-Match: *' >"$WORK/made"
    post thanh-pho-kon-tum.leader "/campaigns/$id/moves" '{"to":"launched"}' 'If-Match: *' >"$WORK/made"
}

# Some rows say no number.
write_file() { # CODE ROWS
    mapfile -t communes < <(sql "select distinct k.code from app.units u join app.unit_tree t on t.unit_id = u.id and t.depth > 0 and '2025-06-16' >= t.valid_from and '2025-06-16' < t.valid_to
        join app.unit_codes k on k.unit_id = u.id and k.scheme = 'slug' and k.valid @> '2025-06-16'::date join app.unit_codes p on p.unit_id = t.ancestor_id and p.code = 'thanh-pho-kon-tum'
        where u.level = 'commune' and app.is_area(u.kind) order by 1")
    awk -v code="$1" -v rows="$2" -v indicators=$indicators -v communes="${communes[*]}" -v periods="${periods[*]}" -v wrong=$wrong 'BEGIN {
        units = split(communes, unit, " "); split(periods, period, " ")
        print "indicator,unit,period,value"
        for (i = 0; i < rows; i++)
            printf "%s-%d,%s,%s,%s%d\n", code, i % indicators + 1, unit[int(i / indicators) % units + 1], period[int(i / indicators / units) + 1],
                i % int(rows / wrong) == 17 ? "x" : "", i % 977 }' >"$WORK/$1.csv"
}

send() { # CODE WHOLE: the job
    curl -sS --fail-with-body --oauth2-bearer "$(token "$ACCOUNT" "$URL")" -F "file=@$WORK/$1.csv;type=text/csv" -H 'Prefer: respond-async' \
        "$URL/api/v1/imports?type=values&campaign=code:$1&mode=commit&atomic=$2" | jq -r .id
}

# "rows missing unlike created changed": those that have no value, those that have another, and the entries in the audit.
judge() { # CODE
    grep -v ',x[0-9]*$' "$WORK/$1.csv" >"$WORK/right.csv"
    psql -XAtq -F ' ' -v ON_ERROR_STOP=1 -v code="$1" "$THIDUA_DEPLOY_URL" <<SQL
create temp table said(indicator text, unit text, period text, value numeric);
\copy said from '$WORK/right.csv' csv header
create temp table found as
select s.value as said, v.value from said s
  join app.campaigns c on c.code = :'code' join app.indicators i on i.campaign_id = c.id and i.code = s.indicator
  join app.unit_codes k on k.code = s.unit and k.scheme = 'slug' and k.valid @> '2025-06-16'::date
  left join app.submissions r on r.campaign_id = c.id and r.unit_id = k.unit_id and r.period = s.period
  left join app.submission_values v on v.submission_id = r.id and v.indicator_id = i.id;
select (select count(*) from found), (select count(*) from found where value is null), (select count(*) from found where value <> said),
       (select count(*) from app.audit_entries e join app.indicators i on i.id = (e.changes ->> 'indicator_id')::uuid join app.campaigns c on c.id = i.campaign_id
         where c.code = :'code' and e.thing = 'submission_values' and e.action = 'created'),
       (select count(*) from app.audit_entries e where e.seq > $begun and e.thing = 'submission_values' and e.action <> 'created')
SQL
}

# "result read created updated unchanged rejected" of a job's import.
import_of() { # JOB
    sql "select concat_ws(' ', i.result, i.rows_read, i.created, i.updated, i.unchanged, i.rejected) from app.imports i join app.jobs j on j.import_id = i.id where j.id = '$1'"
}

kept() { sql "select count(*) from app.import_rows r join app.jobs j on j.import_id = r.import_id where j.id = '$1'"; }
working() { (($(sql "select coalesce(max(rows_done), 0) from app.job_runs where job_id = '$1'") >= $2)); }
keeps() { (($(kept "$1") >= $2)); }
holder() { sql "select holder from app.job_runs where job_id = '$1'"; }
is_taken_from() { local now; now=$(holder "$1"); [[ $now && $now != "$2" ]]; }
is_over() { [[ $(sql "select state from app.jobs where id = '$1'") != running ]]; }

# The one that works is killed, the other one takes the job, and the first comes back.
lose_the_holder() { # JOB
    local held
    held=$(holder "$1")
    kill -KILL "${servers[$which]}"
    wait "${servers[$which]}" 2>/dev/null || :
    at+=("$(kept "$1")")
    wait_for 40 is_taken_from "$1" "$held" || echo 'not ok nobody took the job'
    launch $which
    which=$((1 - which))
    URL=${urls[$which]}
}

launch 0
begun=$(sql 'select max(seq) from app.audit_entries')
for code in GIET MOT; do launch_campaign $code; done
write_file GIET "$rows"
write_file MOT $((rows / 2))

# ---- rows that are kept batch by batch ----
at=() which=0
job=$(send GIET none)
wait_for 40 is_taken_from "$job" '' || echo 'not ok nobody took the job'
launch 1
for ((round = 1; round <= kills; round++)); do
    wait_for 120 keeps "$job" $((rows * round / (kills + 2)))
    pause 50 900
    lose_the_holder "$job"
done
wait_for 240 is_over "$job" || :
right=$((rows - $(grep -c ',x[0-9]*$' "$WORK/GIET.csv")))
same "seed $SEED, $rows rows, killed $kills times, after ${at[*]} of them: each row is told of once, none was done twice" "$(import_of "$job")" "done $rows $right 0 0 $((rows - right))"
same 'each value is there once, as the file says, with one entry in the audit' "$(judge GIET)" "$right 0 0 $right 0"
check 'it was killed in the middle' test "${at[0]}" -gt 0 -a "${at[-1]}" -lt "$rows"

# ---- rows of which all are kept, or none ----
whole=$((rows / 2))
sed -i 's/,x\([0-9]*\)$/,\1/' "$WORK/MOT.csv"
stop "${servers[$((1 - which))]}" || echo 'not ok an instance did not end well'
job=$(send MOT all)
wait_for 60 working "$job" 1 || echo "not ok nobody works at the job"
launch $((1 - which))
lose_the_holder "$job"
same 'of a whole that was cut short nothing was kept' "${at[-1]}" 0
wait_for 240 is_over "$job" || :
same 'another instance does it anew' "$(import_of "$job")" "done $whole $whole 0 0 0"
same 'once' "$(judge MOT)" "$whole 0 0 $whole 0"

# ---- controls: a value that is gone, and one that is another, must be told ----
sql "delete from app.submission_values v using app.indicators i where i.id = v.indicator_id and i.code = 'GIET-5'"
sql "update app.submission_values v set value = -1 from app.indicators i where i.id = v.indicator_id and i.code = 'GIET-6'"
read -r _ missing unlike _ changed < <(judge GIET)
check "control: what is gone or another is told ($missing missing, $unlike unlike, $changed entries more)" test "$missing" -gt 0 -a "$unlike" -gt 0 -a "$changed" -gt 0
for which in 0 1; do stop "${servers[$which]}" || echo 'not ok an instance did not end well'; done
