#!/usr/bin/env bash
# first_units_test.sh: an empty database comes to its first units, its first administrator and the units below by what the
# pages of the operators print.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

TEMPLATE=template0 make_database
quietly 'the tables are deployed' "$PROGRAM" deploy --quiet
sql() { psql -XAtqd "$THIDUA_DEPLOY_URL" -c "$1"; }
script=$OPERATIONS/first-units.sql
enter() { psql --no-psqlrc --quiet --set province="$1" --set code="$2" --set since=2004-07-08 --file "$script" "$THIDUA_DEPLOY_URL"; }

same 'the page names the script' "$(grep -c 'file /usr/share/thidua/first-units.sql thidua$' docs/operations/package.md)" 1
quietly 'the country and the province are entered' enter 'Tỉnh Quảng Ngãi' 51
same 'each with name, type and code, one beneath the other' "$(sql "select u.name || '|' || u.type || '|' || u.code || '|' || coalesce(p.parent_id::text, '-') from app.unit_labels u left join app.unit_parents p using (unit_id) order by unit_id" | tr '\n' ' ')" \
    'Việt Nam||viet-nam|- Tỉnh Quảng Ngãi|tỉnh|51|1 '
enter 'Thành phố Huế' 46 >"$WORK/again" 2>&1
check 'where there are units nothing happens' grep -q 'nothing was done' "$WORK/again"
same 'not even half' "$(sql 'select count(*) from app.units')" 2

secret=$("$PROGRAM" user add quan-tri --display 'Nguyễn Văn A' --unit code:51 --role admin | sed -n 's/.*"secret":"\([^"]*\)".*/\1/p')
port=$(free_port)
serve "$port"
api=http://127.0.0.1:$port/api/v1
same 'the administrator chooses a password' "$(curl -s -o /dev/null -w '%{http_code}' "$api/auth/password-resets" \
    --json '{"secret": "'"$secret"'", "password": "mười hai chữ cái"}')" 204
token=$(curl -s "$api/auth/tokens" --json '{"username": "quan-tri", "password": "mười hai chữ cái"}' | jq -r .access_token)
printf 'code,slug,name,kind,parent\n21025,,Phường Cẩm Thành,ward,51\n,so-noi-vu,Sở Nội vụ,agency,51\n' >"$WORK/units.csv"
same 'and enters what is below' "$(curl -s --oauth2-bearer "$token" "$api/imports?type=units&mode=commit" -H 'Content-Type: text/csv' \
    --data-binary @"$WORK/units.csv" | jq -c '[.result, .created, .rejected]')" '["done",2,0]'
