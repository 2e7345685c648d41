#!/usr/bin/env bash
# settings_test.sh: `thidua check --config` says of every setting where it comes from, finds what is wrong, and tells no
# password.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database

judge() { # [ASSIGNMENT…]: its words are SAID, its exit status ENDED
    ENDED=0
    SAID=$(env "$@" "$PROGRAM" check --config 2>&1) || ENDED=$?
}
says() {
    check "$1" grep -qE "$2" <<<"$SAID"
}

judge
same 'settings that work are fit' "$ENDED $(tail -1 <<<"$SAID")" '0 check --config: 0 faults'
says 'what is given comes from the environment' '^THIDUA_JWT_KEY_FILE +environment +/'
says 'what is not given is a default' '^THIDUA_THREADS +default +8$'
says 'or not set' '^THIDUA_CURSOR_KEY_FILE +not set'
same 'every setting of --help is judged' "$("$PROGRAM" --help | grep -o '^  THIDUA_[A-Z0-9_]*' | tr -d ' ' | sort)" \
    "$(grep -o '^THIDUA_[A-Z0-9_]*' <<<"$SAID" | sort)"
# shellcheck disable=SC2016 # a backquote is meant
same 'the table in the operators page names every setting' "$("$PROGRAM" --help | grep -o '^  THIDUA_[A-Z0-9_]*' | tr -d ' ' | sort)" \
    "$(sed -n 's/^| `\(THIDUA_[A-Z0-9_]*\)`.*/\1/p' docs/operators.md | sort)"

judge THIDUA_THREADS=many THIDUA_PORT=99999 THIDUA_ENV=live
same 'all that cannot be read is told at once' "$ENDED $(grep -c '^thidua: THIDUA_' <<<"$SAID")" '1 3'

judge THIDUA_DATABSE_URL=x
says 'a name that is no setting is told' '^FAULT  THIDUA_DATABSE_URL: is no setting'

cp "$THIDUA_JWT_KEY_FILE" "$WORK/open.pem"
chmod 644 "$WORK/open.pem"
judge THIDUA_AUDIT_KEY_FILE="$THIDUA_JWT_KEY_FILE" THIDUA_JWT_KEY_FILE="$WORK/open.pem" THIDUA_IDENTITY_KEY_FILE="$WORK/none" 'THIDUA_DATABASE_URL=postgresql://thidua_service:geheim@127.0.0.1:1/thidua'
same 'keys that others may read, keys that are missing and a database that is away are told together' \
    "$ENDED $(grep -oE '^FAULT  [^:]*' <<<"$SAID" | tr -s ' ' | tr '\n' ',')" \
    '1 FAULT signing keys,FAULT THIDUA_IDENTITY_KEY_FILE,FAULT THIDUA_DATABASE_URL,'
same 'each with what helps' "$(grep -A1 '^FAULT' <<<"$SAID" | grep -cE '^       [A-Z`]')" 3
same 'no password is printed' "$(grep -c geheim <<<"$SAID" || :)" 0

judge THIDUA_DATABASE_URL="$THIDUA_DEPLOY_URL"
says 'a role that may do everything is refused' 'FAULT  THIDUA_DATABASE_URL: role thidua_[a-z]+ may bypass row security'

mkdir "$WORK/state"
judge THIDUA_TIMELINES_FILE="$WORK/state/timelines"
same 'a file of timelines that is not there yet is fit' "$ENDED $(tail -1 <<<"$SAID")" '0 check --config: 0 faults'
system=$(psql -XAtqd "$THIDUA_DEPLOY_URL" -c 'select system_identifier from pg_control_system()')
same 'and then holds where the database stands' "$(<"$WORK/state/timelines")" "$system 1"
echo "$system 2" >"$WORK/state/timelines"
judge THIDUA_TIMELINES_FILE="$WORK/state/timelines"
says 'a database on an older timeline is an old primary' '^FAULT  THIDUA_DATABASE_URL: .* is a primary that was failed over from: timeline 1 of 2'
echo 'no timeline' >"$WORK/state/timelines"
judge THIDUA_TIMELINES_FILE="$WORK/state/timelines"
says 'one that is damaged is told, with its line' '^FAULT  THIDUA_TIMELINES_FILE: line 1 is not '
judge THIDUA_TIMELINES_FILE="$WORK/nowhere/timelines"
says 'a folder that is not there is told' '^FAULT  THIDUA_TIMELINES_FILE: its folder cannot be written: No such file'

judge THIDUA_ENV=production THIDUA_BUSINESS_TIME= THIDUA_BALLOT_KEY_FILE=
says 'production refuses accounts of the demo' '^FAULT  THIDUA_DATABASE_URL: the accounts of the demo'
says 'production wants an address' '^FAULT  THIDUA_PUBLIC_URL: '
says 'production wants idle connections kept for the proxy' '^FAULT  THIDUA_LINGER_SECONDS: '
says 'production wants a key for votings' '^FAULT  THIDUA_BALLOT_KEY_FILE: '
