#!/usr/bin/env bash
# issuers_test.sh: people who sign in with an outside issuer, whose key the operators were given: who they are, where they
# work and what they may do is said by our own accounts alone.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
for name in provider stranger; do
    openssl genrsa -out "$WORK/$name.pem" 2048 2>/dev/null
    openssl rsa -in "$WORK/$name.pem" -pubout -out "$WORK/$name.pub" 2>/dev/null
done
jq -n --arg file "$WORK/provider.pub" '[{iss: "https://id.example.vn", algorithm: "RS256", pem_file: $file, kid: "sso", longest_life: 3600, unit_claim: "desk"}]' >"$WORK/issuers.json"
serve "$(free_port)" THIDUA_JWT_ISSUERS_FILE="$WORK/issuers.json"
url=$(sed -n 's/.*"event":"listening","address":"\([^"]*\)","port":\([0-9]*\).*/http:\/\/\1:\2/p' "$WORK"/service.*.log)
admin=$(token tinh-kon-tum.admin "$url")

base64url() { basenc --base64url --wrap=0 | tr -d =; }
token_for() { # SUBJECT [MORE-CLAIMS [KEY]]
    local head body
    head=$(printf '{"alg":"RS256","typ":"JWT","kid":"sso"}' | base64url)
    body=$(jq -nc --arg sub "$1" --argjson more "${2:-{\}}" '{iss: "https://id.example.vn", aud: "thidua", sub: $sub, iat: (now | floor), exp: (now | floor + 900), jti: "\($sub)-\(now)"} + $more' | base64url)
    printf '%s.%s.%s' "$head" "$body" "$(printf '%s.%s' "$head" "$body" | openssl dgst -sha256 -sign "$WORK/${3:-provider}.pem" | base64url)"
}
me() { # TOKEN: status, then who it is and where, or the code
    curl -s -o "$WORK/me.json" -w '%{http_code} ' --oauth2-bearer "$1" "$url/api/v1/me"
    jq -r 'if .code then .code else "\(.username) \(.unit.code) \(.roles | join(","))" end' "$WORK/me.json"
}
change() { # PATH JSON [METHOD]: as the administrator
    curl -sS --fail-with-body -X "${3:-PATCH}" --oauth2-bearer "$admin" -H 'Content-Type: application/json' -H 'If-Match: *' -d "$2" "$url/api/v1/$1"
}
user=$(psql -XAtqd "$THIDUA_DEPLOY_URL" -c "select id from app.users where username = 'xa-doan-ket.reporter'")

same 'whom no account names is nobody' "$(me "$(token_for y.ngoc)")" '401 person_unknown'
change "users/$user" '{"external_identity": {"issuer": "https://id.example.vn", "subject": "y.ngoc"}}' >"$WORK/said"
same 'an account that names the subject is who it means' "$(me "$(token_for y.ngoc)")" "200 xa-doan-ket.reporter $(jq -r .unit.code "$WORK/said") reporter"
same 'whatever roles the token claims' "$(me "$(token_for y.ngoc '{"roles": ["admin"], "level": "province", "unit": "code:62"}')")" "200 xa-doan-ket.reporter $(jq -r .unit.code "$WORK/said") reporter"
same 'another subject stays nobody' "$(me "$(token_for y.ngoc2)")" '401 person_unknown'
same 'a key nobody gave us is not believed' "$(me "$(token_for y.ngoc '{}' stranger)")" '401 token_invalid'
same 'nor a life longer than agreed' "$(me "$(token_for y.ngoc '{"exp": 4000000000}')")" '401 token_invalid'

change "users/$user/assignments" '{"unit": "code:608", "role": "reviewer"}' POST >"$WORK/said"
same 'with two desks the token has to say which' "$(me "$(token_for y.ngoc)")" '409 unit_required'
same 'and the claim that was agreed on says it' "$(me "$(token_for y.ngoc '{"desk": "code:608"}')")" '200 xa-doan-ket.reporter 608 reviewer'
same 'a desk that is not his is refused' "$(me "$(token_for y.ngoc '{"desk": "code:62"}')" | cut -d ' ' -f 1)" 409

kept=$(token_for y.ngoc '{"desk": "code:608"}')
same 'a token that was believed' "$(me "$kept")" '200 xa-doan-ket.reporter 608 reviewer'
change "users/$user" '{"state": "locked"}' >"$WORK/said"
same 'opens nothing once its account is locked' "$(me "$kept" | cut -d ' ' -f 1)" 401
same 'nor does a new one' "$(me "$(token_for y.ngoc '{"desk": "code:608"}')")" '401 person_unknown'
check 'it stops well' stop "$SERVER"
