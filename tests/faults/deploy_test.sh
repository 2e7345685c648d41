#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# deploy_test.sh: `thidua deploy` killed in the middle of migrations and of the code, together with its PostgreSQL, and started
# twice at once: what comes out in the end is, to the letter, what an unbroken deploy makes. An older program refuses.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

$CLUSTER start "$PG"
SOCKET=$(<"$PG/socket")
at() { $CLUSTER url "$PG" "$1"; }
in_database() { psql -XAtqd "$(at "$1")" -v ON_ERROR_STOP=1 -c "$2"; }
deploy() { THIDUA_DEPLOY_URL=$(at "$1") setpriv --pdeathsig KILL "$PROGRAM" deploy "${@:2}"; }

# Tables, code and rights, then the rows that deploying brings, without what tells the hour or was drawn.
state_of() { # DATABASE
    pg_dump --schema-only --restrict-key=same "$(at "$1")" 2>/dev/null || pg_dump --schema-only "$(at "$1")"
    in_database "$1" "select version, name, sha256 from app.schema_migrations order by 1;
        select path, sha256 from app.deployed_code order by 1; select * from app.catalogues order by 1, 2;
        select * from app.transitions t order by t::text; select * from app.action_rules r order by r::text; select * from app.things t order by t::text;
        select c.relname, s.n from pg_class c, lateral (select (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', c.oid::regclass), false, true, '')))[1]::text as n) s
         where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') order by 1"
}
same_state() { # WORDS DATABASE
    state_of "$2" | grep -v '^\\\(un\)\?restrict' >"$WORK/$2.state"
    check "$1" cmp -s "$WORK/unbroken.state" "$WORK/$2.state"
    diff "$WORK/unbroken.state" "$WORK/$2.state" | head -5 || :
}

$CLUSTER create "$PG" unbroken
begun=$(milliseconds)
deploy unbroken >"$WORK/unbroken.log"
took=$(($(milliseconds) - begun))
state_of unbroken | grep -v '^\\\(un\)\?restrict' >"$WORK/unbroken.state"
mapfile -t numbers < <(in_database unbroken 'select version from app.schema_migrations order by 1')
newest=${numbers[-1]}
check "an unbroken deploy of ${#numbers[@]} migrations takes $took ms" test -s "$WORK/unbroken.state"

# ---- killed in the middle ----
# Sleeps at the given command of what follows migration AFTER, of a migration at the latest at a GRANT: deploy ends each with one.
hold_deploys() { # DATABASE
    in_database "$1" "create schema hold; grant usage on schema hold to public; create table hold.place(after int, command int, at_grant boolean); grant select on hold.place to public;
        insert into hold.place values (-1, 0, false);
        create function hold.wait() returns event_trigger language plpgsql as \$\$
        declare
          done int := 0;
          seen int := coalesce(nullif(current_setting('hold.seen', true), ''), '0')::int + 1;
          place hold.place;
        begin
          select * into place from hold.place;
          if to_regclass('app.schema_migrations') is not null then
            execute 'select coalesce(max(version), 0) from app.schema_migrations' into done;
          end if;
          if done <> place.after then
            return;
          end if;
          perform set_config('hold.seen', seen::text, false);
          if seen = place.command or (tg_tag = 'GRANT' and place.at_grant) then
            perform pg_sleep(600);
          end if;
        end \$\$;
        grant execute on function hold.wait() to public;
        create event trigger hold on ddl_command_end execute function hold.wait()"
}
let_go() { in_database "$1" 'set client_min_messages = warning; drop event trigger hold; drop schema hold cascade'; }
sleeps() { [[ $(in_database "$1" "select count(*) from pg_stat_activity where datname = '$1' and wait_event = 'PgSleep'") == 1 ]]; }
away() { [[ $(in_database "$1" "select count(*) from pg_stat_activity where datname = '$1' and application_name = 'thidua'") == 0 ]]; }

kills=0 unheld=0
kill_deploy() { # DATABASE AFTER COMMAND
    in_database "$1" "update hold.place set after = $2, command = $3, at_grant = $2 < $newest"
    deploy "$1" >"$WORK/killed.log" 2>&1 &
    local child=$!
    until sleeps "$1"; do
        kill -0 $child 2>/dev/null || { unheld=$((unheld + 1)); return 0; }
        sleep 0.02
    done
    kill -KILL $child
    wait $child 2>/dev/null || :
    kills=$((kills + 1))
    wait_for 10 away "$1" || echo "not ok the backend of a killed deploy ends by itself"
}

# All of them at length; else a handful, the first and the last among them.
$CLUSTER create "$PG" killed
hold_deploys killed
previous=(0 "${numbers[@]}")
for ((i = 0; i < ${#numbers[@]}; i++)); do
    [[ ${LONG:-} ]] || ((i == 0 || i == ${#numbers[@]} - 1 || RANDOM % 12 == 0)) || continue
    kill_deploy killed "${previous[i]}" $((1 + RANDOM % 12))
done
check "deploy killed in the middle of $kills migrations, seed $SEED (not in the middle: $unheld)" test "$((kills > 0)) $unheld" = '1 0'
same 'the last one killed is not there' "$(in_database killed 'select max(version) from app.schema_migrations')" "${previous[-2]}"
kills=0
count=$(rounds 2 20)
for ((i = 0; i < count; i++)); do kill_deploy killed "$newest" $((1 + RANDOM % 900)); done
check "and $kills times in the middle of the code, which came all or not at all ($(in_database killed "select count(*) from pg_proc where pronamespace = 'app'::regnamespace") functions of $(in_database unbroken "select count(*) from pg_proc where pronamespace = 'app'::regnamespace"))" test "$kills" = "$count"
let_go killed
quietly 'run once more, it ends well' deploy killed
same_state 'and is what an unbroken deploy makes' killed
in_database killed 'alter table app.units alter column note set not null' 2>/dev/null || in_database killed 'create index another on app.units(id)'
state_of killed | grep -v '^\\\(un\)\?restrict' >"$WORK/other.state"
check 'control: one index more would have been seen' test "$(cmp -s "$WORK/unbroken.state" "$WORK/other.state" || echo differs)" = differs

# ---- PostgreSQL killed under it ----
count=$(rounds 1 10)
$CLUSTER create "$PG" crashed
for ((i = 0; i < count; i++)); do
    deploy crashed >"$WORK/crashed.log" 2>&1 &
    child=$!
    sleep "$(printf '%d.%03d' $((took * (RANDOM % 100) / 100000)) $((took * (RANDOM % 100) / 100 % 1000)))"
    kill_postgres
    ended=0
    wait $child || ended=$?
    start_postgres
done
quietly "PostgreSQL killed under it $count times (the last ended with $ended); run once more, it ends well" deploy crashed
same_state 'and is what an unbroken deploy makes' crashed

# ---- two at once, one too old ----
$CLUSTER create "$PG" twice
for i in 1 2 3; do deploy twice >"$WORK/twice.$i" 2>&1 & pair[i]=$!; done
ended=0
for i in 1 2 3; do wait "${pair[i]}" || ended=1; done
same 'three at once: all end well, one did all of it' "$ended $(cat "$WORK"/twice.[123] | grep -c "^deployed: ${#numbers[@]} migrations") $(cat "$WORK"/twice.[123] | grep -c '^deployed: 0 migrations, 0 files')" '0 1 2'
same_state 'and it is what an unbroken deploy makes' twice

in_database twice "insert into app.schema_migrations(version, name, sha256) values (9999, 'of_a_later_version', '')"
ended=0
deploy twice >"$WORK/older" 2>&1 || ended=$?
same 'a program that is older than the database refuses, and says so' "$ended $(grep -c 'the database is at migration 9999, this program knows [0-9]*: it is older' "$WORK/older")" '1 1'
in_database twice "delete from app.schema_migrations where version = 9999; update app.schema_migrations set sha256 = 'edited' where version = 1"
ended=0
deploy twice >"$WORK/edited" 2>&1 || ended=$?
same 'a migration that was edited is named' "$ended $(grep -c '0001_platform.sql was applied with another content' "$WORK/edited")" '1 1'
