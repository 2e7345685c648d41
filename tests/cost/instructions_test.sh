#!/usr/bin/env bash
# instructions_test.sh: how many instructions the service spends on a request, counted by callgrind, which counts the same on a
# busy machine as on a quiet one. One connection asks each request twelve times; a profile is written whenever an answer is
# handed over, so the instructions between two answers are those of one request, the kernel's left out. The least of the last
# eight must be what was kept in instructions.tsv, within 5 %; beside ten busy programs runs differed by 0.3 %, a list as CSV by 3.
# KEEP=1 tests/run cost instructions_test keeps what is found.
# shellcheck source=tests/cost/common.sh
. tests/cost/common.sh
TOLERANCE=5 SLACK=0 UNIT=instructions
rounds=12 warm=4

make_database
tokens() { # ACCOUNT COUNT
    local i
    for ((i = 1; i <= $2; i++)); do "$PROGRAM" token --user "$1"; done
}
reviewer=$(tokens bench-reviewer 1) reporter=$(tokens bench-1 1)
mapfile -t fresh < <(tokens bench-reviewer $rounds)
mapfile -t drafts < <(psql -XAtq -c 'select id from bench.drafts where commune = 1 order by id' "$THIDUA_DEPLOY_URL")

# ---- the service, counted ----

log=$WORK/service.log
: >"$log"
# The C library and OpenSSL choose among copies of their functions by what the processor can; here each has the plainest.
GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX,-AVX2,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512VL,-AVX512BW,-EVEX,-ERMS,-FSRM,-BMI1,-BMI2,-LZCNT,-MOVBE,-SSE4_2,-SSE4_1,-SSSE3 \
    OPENSSL_ia32cap=0:0 THIDUA_PORT=0 THIDUA_OPERATIONS_PORT=-1 THIDUA_THREADS=2 THIDUA_AUDIT_HEAD_SECONDS=3600 setpriv --pdeathsig TERM \
    valgrind --quiet --tool=callgrind --callgrind-out-file="$WORK/profile" --compress-strings=no --compress-pos=no --dump-line=no \
    --dump-after=MHD_queue_response "$PROGRAM" serve >>"$log" 2>&1 &
SERVER=$!
children+=("$SERVER")
wait_for 60 grep -q '"event":"listening"' "$log" || {
    tail -5 "$log"
    exit 1
}
service=http://127.0.0.1:$(jq -rR 'fromjson? | select(.event == "listening") | .port' "$log")

# ---- what is asked ----

# NAME STATUS PATH [HEADER…]: asks it in each round. BODY is its body; DRAFT and FRESH are others each time.
ask() {
    local round line
    for ((round = 0; round < rounds; round++)); do
        {
            printf 'next\nsilent\ngloboff\noutput = "%s"\nwrite-out = "%s %s %%{http_code}\\n"\n' "$WORK/answer" "$1" "$2"
            printf 'url = "%s"\n' "$service$3"
            for line in "${@:4}"; do printf 'header = "%s"\n' "${line//\"/\\\"}"; done
            [[ ! ${BODY:-} ]] || printf 'header = "Content-Type: application/json"\ndata = "%s"\n' "${BODY//\"/\\\"}"
        } | sed "s/DRAFT/${drafts[round]}/; s/FRESH/${fresh[round]}/"
    done >>"$WORK/requests"
}

as_reviewer="Authorization: Bearer $reviewer"
campaign=/api/v1/campaigns/01900000-0003-7000-8000-000000000001
page="/api/v1/submissions?state=approved&limit=50&campaign=${campaign##*/}"
mapfile -t many < <(for i in {1..10}; do echo "X-Unknown-$i: what some client or proxy adds"; done)
ask livez 200 /livez
ask campaign 200 $campaign "$as_reviewer"
ask public 200 ${campaign/campaigns/public/campaigns}
ask indicators 200 "$campaign/indicators?limit=500" "$as_reviewer"
ask page 200 "$page" "$as_reviewer"
ask csv 200 "$page" "$as_reviewer" 'Accept: text/csv'
BODY='{"to":"submitted"}' ask submit 201 /api/v1/submissions/DRAFT/moves "Authorization: Bearer $reporter" 'If-Match: "1"'
BODY='{"code":5,"title":[]}' ask fault 422 /api/v1/campaigns "$as_reviewer"
ask not_found 404 /api/v1/campaigns/01900000-0003-7000-8000-999999999999 "$as_reviewer"
ask no_token 401 $campaign 'Authorization: Bearer wrong'
ask new_token 200 $campaign 'Authorization: Bearer FRESH'
ask dearer 200 $campaign "$as_reviewer" "${many[@]}"

curl --config "$WORK/requests" >"$WORK/statuses"
same 'every request was answered as it must be' "$(awk '$2 != $3' "$WORK/statuses" | sort | uniq -c)" ''
check 'the service stops well' stop "$SERVER"

# ---- what it took ----

# Of each request the round that took the least: what else the service did meanwhile only adds. A part is a function's own.
measured() {
    local number=0 name
    while read -r name _; do
        (((number++ % rounds) < warm)) || awk -v name="$name" -v round=$number -v OFS='\t' -f tests/cost/profile.awk "$WORK/profile.$number"
    done <"$WORK/statuses"
}
measured | awk -F '\t' -v OFS='\t' '
    $3 == "all" && (!($1 in least) || $4 < least[$1]) {least[$1] = $4; best[$1] = $2}
    {rows[NR] = $0}
    END {for (i = 1; i <= NR; i++) {split(rows[i], f, FS); if (best[f[1]] == f[2] && f[4] >= least[f[1]] / 200) print f[1], f[3], f[4]}}' |
    sort -t $'\t' -k 1,1 -k 3,3nr >"$found.all"
grep -v $'^dearer\t' "$found.all" >"$found"
judge_all
doctored_is_told
judge <(sed -n 's/^campaign\t/dearer\t/p' "$found") <(grep $'^dearer\t' "$found.all") >"$WORK/dearer" || :
check "control: ten headers more are told, with the functions that read them ($(head -1 "$WORK/dearer" | grep -o '[0-9.+]* %' | head -1))" \
    grep -qz "^not ok dearer.*instructions by libmicrohttpd" "$WORK/dearer"
