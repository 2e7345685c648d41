#!/usr/bin/env bash
# buffers_test.sh: how many pages PostgreSQL touches for a statement of the service, which is the same on a busy machine as on a
# quiet one, and is what changes when an index is lost or a plan turns. Each statement is what `thidua check --sql` prints, planned
# and asked as the service does, by one who may; it must touch no more than what was kept in buffers.tsv, within 10 % and eight
# pages. KEEP=1 tests/run cost buffers_test keeps what is found.
# shellcheck source=tests/cost/common.sh
. tests/cost/common.sh
TOLERANCE=10 SLACK=8 UNIT=pages

make_database
PGOPTIONS="-c search_path=app,extensions,pg_temp -c jit=off -c plan_cache_mode=force_generic_plan -c client_min_messages=warning"
PGOPTIONS+=" -c app.business_offset=$(($(date -d "$THIDUA_BUSINESS_TIME+07:00" +%s) - $(date +%s)))"
export PGOPTIONS
campaign=01900000-0003-7000-8000-000000000001

claims() { # ACCOUNT
    psql -XAtqd "$THIDUA_DEPLOY_URL" -v ON_ERROR_STOP=1 -v account="$1" <<'SQL'
select json_build_object('user', p.id, 'unit', u.uid, 'level', u.level, 'roles', json_build_array(a.role), 'epoch', p.epoch, 'operation', 'cost', 'language', 'vi', 'request_id', p.id)
  from users p join assignments a on a.user_id = p.id join units u on u.id = a.unit_id where p.username = :'account'
SQL
}

# A statement with names in place of parameters, and what each name is; any other is not given.
prepared() { # STATEMENT [NAME=VALUE…]
    local statement=$1 name value values='' number=0 given
    while read -r name; do
        number=$((number + 1))
        statement=$(sed -E "s/(^|[^:]):$name\b/\1\$$number/g" <<<"$statement")
        given=null
        for value in "${@:2}"; do [[ ${value%%=*} != "$name" ]] || given="'${value#*=}'"; done
        values+=${values:+, }$given
    done < <(grep -oP '(?<!:):\K[a-z_]+' <<<"$statement" | awk '!seen[$0]++')
    printf 'prepare asked as %s;\n' "$statement"
    for _ in 1 2 3; do printf 'savepoint before; execute asked%s; rollback to before;\n' "${values:+($values)}"; done
    # shellcheck disable=SC2016 # a command of psql
    printf '\\o\nexplain (analyze, buffers, timing off, summary off, format json) execute asked%s;\n' "${values:+($values)}"
}

# Pages by node of the plan, which are its own: what it touched without the nodes below it.
by_node() { # NAME
    jq -r --arg name "$1" '
        def pages: ."Shared Hit Blocks" + ."Shared Read Blocks";
        def words: [."Node Type", (."Index Name" // empty | "using " + .), (."Relation Name" // ."Function Name" // ."CTE Name" // empty | "on " + .)] | join(" ");
        .[0].Plan as $plan | [$name, "all", ($plan | pages)],
        ([$plan | recurse(.Plans[]?) | {words: words, own: (pages - ([.Plans[]? | pages] | add // 0))}] | group_by(.words)[]
            | [$name, .[0].words, (map(.own) | add)] | select(.[2] > 0)) | @tsv'
}

# NAME ACCOUNT STATEMENT [NAME=VALUE…]; BEFORE is done in the same transaction.
touch_pages() {
    {
        printf '\\o /dev/null\nbegin;\n%s\nset local role thidua_service;\n' "${BEFORE:-}"
        printf "select * from app.begin_request('%s'::jsonb, false);\n" "$(claims "$2")"
        prepared "${@:3}"
        printf 'rollback;\n'
    } >"$WORK/$1.sql"
    psql -XAtqd "$THIDUA_DEPLOY_URL" -v ON_ERROR_STOP=1 -f "$WORK/$1.sql" | by_node "$1"
}

# NAME ACCOUNT OPERATION [NAME=VALUE…]: the parameters given are those whose values are, `limit` and those of the path aside.
operation() {
    local statement given=() value
    for value in "${@:4}"; do given+=("${value%%=*}"); done
    statement=$("$PROGRAM" check --sql "$3" "${given[@]}")
    touch_pages "$1" "$2" "$statement" "${@:4}"
}

draft=$(psql -XAtqc 'select id from bench.drafts where commune = 1 order by id limit 1' "$THIDUA_DEPLOY_URL")
name=$(psql -XAtqc 'select honouree_name from app.awards where id = bench.id(24, 1)' "$THIDUA_DEPLOY_URL")
{
    touch_pages begin bench-reviewer 'select * from app.begin_request(:claims::jsonb, true)' "claims=$(claims bench-reviewer)"
    operation campaign bench-reviewer get_campaign campaign=$campaign
    operation public bench-reviewer get_public_campaign campaign=$campaign
    operation indicators bench-reviewer list_indicators campaign=$campaign limit=501
    operation reports bench-reviewer list_submissions campaign=$campaign state='{approved}' limit=51
    operation progress bench-province list_campaign_progress campaign=$campaign period='{2025-M05}' limit=51
    operation completeness bench-province list_campaign_obligations campaign=$campaign kind='{report}' period='{2025-M05}' group_by=unit limit=51
    touch_pages guard bench-1 'select app.guard(:table, :id::uuid, :version, :action)' table=submissions id="$draft" version=1 action=move
    operation submit bench-1 move_submission submission="$draft" 'body={"to":"submitted"}'
    operation tasks bench-reviewer list_my_tasks limit=51
    operation units bench-reviewer list_units limit=51
    operation awards bench-province list_awards limit=51
    operation unpaid bench-province list_awards to_do='{pay}' limit=51
    operation proposals bench-province list_proposals state='{received}' limit=51
    operation nominations bench-province list_proposal_nominations proposal=01900000-0021-7000-8000-000000000038 limit=501
    operation session bench-province get_council_session council_session=01900000-0032-7000-8000-000000000001
    operation honourees bench-province list_honourees q=brol limit=51
    touch_pages public_search bench-province "$(grep -v '^--' db/steps/public/search_awards.sql)" "name=$name"
} >"$found"

judge_all
doctored_is_told
BEFORE='drop index app.submissions_of_campaign;' \
    operation reports bench-reviewer list_submissions campaign=$campaign state='{approved}' limit=51 >"$WORK/lost.tsv"
judge <(grep $'^reports\t' "$found") "$WORK/lost.tsv" >"$WORK/lost" || :
check "control: an index taken away is told, with what is read instead ($(head -1 "$WORK/lost" | grep -o '(.* %)'))" \
    grep -qzE 'not ok reports.*pages by (Index|Bitmap|Seq)' "$WORK/lost"
