#!/usr/bin/env bash
# tokens.sh: a campaign read by the tokens of a hundred communes in turn, which the service has seen before, signed by ES256 (as
# shipped) and by HS256: two services at once, asked in turn. Aim: 0.95.
# shellcheck disable=SC2034,SC2086,SC2154 # what tests/bench/run sets

# ALGORITHM ROUND: once so that its tokens are known, once that counts.
by_known() {
    port=${ports[$1]}
    by_wrk "http://127.0.0.1:$port" "${pids[$1]}" callers 0 1 16 >/dev/null
    found[$1]=$(by_wrk "http://127.0.0.1:$port" "${pids[$1]}" callers "$2" "$seconds" 16)
}

part_tokens() {
    local round here=$service here_url=$url
    local -A pids=([es256]=$service) ports=([es256]=$port) found=()
    : >$folder/token_rates
    head -c 48 /dev/urandom | base64 >$folder/hs256.secret
    chmod 600 $folder/hs256.secret
    start_service THIDUA_JWT_HS256_SECRET_FILE=$folder/hs256.secret
    pids[hs256]=$service ports[hs256]=$port
    for ((round = 1; round <= rounds; round++)); do
        THIDUA_JWT_HS256_SECRET_FILE='' make_tokens
        by_known es256 "$round"
        THIDUA_JWT_HS256_SECRET_FILE=$folder/hs256.secret make_tokens
        by_known hs256 "$round"
        echo "${found[es256]} ${found[hs256]}" | awk '{print "es256/hs256", $1, $7, $1 / $7, $4, $10, $10 / $4}' >>$folder/token_rates
    done
    stop_service
    service=$here url=$here_url port=${ports[es256]}
    make_tokens
}

report_tokens() {
    medians 1 $folder/token_rates | awk '{printf "\nwarm tokens: ES256 %.0f/s, HS256 %.0f/s, ratio %.2f (aim 0.95); service %.0f and %.0f us of processor, ratio %.2f\n", $2, $3, $4, $5, $6, $7}'
}
