#!/usr/bin/env bash
# search-planted.sh: counts in how many lines of each place where something stays any of the texts of a list is found: a dump
# of the test's database, the files of its cluster with the write-ahead log, the logs of both, and every answer recorded.
# Usage, from a test beside its service: search-planted.sh LIST
set -euo pipefail

list=$1
data=$(realpath "$TEST_FOLDER/pg")/data
found=$(mktemp -d "$TEST_FOLDER/planted.XXXXXX")
trap 'rm -rf "$found"' EXIT

psql --no-psqlrc --quiet --tuples-only --no-align "$TEST_DATABASE" --command 'checkpoint' --command 'select pg_switch_wal()' >/dev/null
pg_dump --format=plain --file="$found/dump.sql" "$TEST_DATABASE"
cat "$data"/pg_wal/[0-9A-F]* >"$found/wal"
# What a reading in clear answers is meant for whoever asked; it is the one answer that may hold an identifier.
grep -v '/identity-readings"' "$TEST_EXCHANGES/$TEST_NAME.ndjson" >"$found/answers" || :
grep '/identity-readings"' "$TEST_EXCHANGES/$TEST_NAME.ndjson" >"$found/readings" || :

count() { # NAME FILE…
    local name=$1
    shift
    printf '%s %s\n' "$name" "$(cat "$@" | LC_ALL=C grep --text --fixed-strings --file="$list" --only-matching | wc -l)"
}

count dump "$found/dump.sql"
count wal "$found/wal"
mapfile -t files < <(find "$data/base" "$data/pg_xact" -type f)
count files "${files[@]}"
count service-log "$TEST_FOLDER/$TEST_NAME.service.log"
count database-log "$TEST_FOLDER/pg/log"
count answers "$found/answers"
count readings "$found/readings"
