#!/usr/bin/env bash
# gateway_test.sh: messages signed by a sender whose key the operators were given, with openssl and jq as a sender would;
# and our own signature, verified by somebody else's program.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
openssl genrsa -out "$WORK/sender.pem" 2048 2>/dev/null
openssl rsa -in "$WORK/sender.pem" -pubout -out "$WORK/sender.pub" 2>/dev/null
jq -n --arg file "$WORK/sender.pub" '[{iss: "G09.01", algorithm: "RS256", pem_file: $file, kid: "g09", longest_life: 3600}]' >"$WORK/senders.json"
port=$(free_port)
serve "$port" THIDUA_GATEWAY_SENDERS_FILE="$WORK/senders.json"
url=http://127.0.0.1:$port
token=$(token xa-doan-ket.reporter "$url")

now() {
    date -u "+%FT%TZ" --date="${1:-now}"
}
message() { # ID SENT_AT
    jq -n --arg id "$1" --arg at "$2" '{message_id: $id, sender: "G09.01", receiver: "H34", sent_at: $at, operation: "get_me",
        parameters: {}}'
}
base64url() {
    basenc --base64url --wrap=0 | tr -d =
}
# The canonical form of what has no fractions is what jq prints with sorted members.
sign() { # its input with a signature
    local message header payload signature
    message=$(cat)
    header=$(printf '{"alg":"RS256","kid":"%s"}' "${1:-g09}" | base64url)
    payload=$(jq -cjS . <<<"$message" | base64url)
    signature=$(printf '%s.%s' "$header" "$payload" | openssl dgst -sha256 -sign "$WORK/sender.pem" | base64url)
    jq --arg signature "$header..$signature" '. + {signature: $signature}' <<<"$message"
}
pass() { # its input; HTTP status and code of the problem
    curl -s -o "$WORK/answer.json" -w '%{http_code} ' --oauth2-bearer "$token" "$url/api/v1/gateway/messages" --json @-
    jq -r '.problem.code // .code // .payload.username' "$WORK/answer.json"
}

same 'a signed message is answered' "$(message a "$(now)" | sign | pass)" '200 xa-doan-ket.reporter'
cp "$WORK/answer.json" "$WORK/good.json"
same 'without a signature it is refused' "$(message b "$(now)" | pass)" '403 envelope_signature_missing'
same 'changed on the way it is refused' "$(message c "$(now)" | sign | jq '.operation = "list_campaigns"' | pass)" '403 envelope_signature_invalid'
same 'with a key nobody gave us it is refused' "$(message d "$(now)" | sign other | pass)" '403 envelope_signature_invalid'
same 'in the name of a sender without a key it is refused' "$(message e "$(now)" | jq '.sender = "G10"' | sign | pass)" '403 envelope_signature_invalid'
same 'older than its sender agreed it is refused' "$(message f "$(now '-2 hours')" | sign | pass)" '422 envelope_stale'
same 'a refusal of authority stands in the audit' \
    "$(psql -XAtqd "$THIDUA_DEPLOY_URL" -c "select count(*) > 0 from app.audit_entries where action = 'refused' and changes ->> 'code' like 'envelope_signature_%'")" t

cat >"$WORK/verify.mjs" <<'END'
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
const [file, keys] = process.argv.slice(2).map((name) => JSON.parse(readFileSync(name, 'utf8')));
const canonical = (value) =>
  Array.isArray(value) ? `[${value.map(canonical)}]`
  : value && typeof value === 'object' ? `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`
  : JSON.stringify(value);
const { signature, ...message } = file;
const [header, , last] = signature.split('.');
const { kid } = JSON.parse(Buffer.from(header, 'base64url'));
const key = createPublicKey({ key: keys.keys.find((each) => each.kid === kid), format: 'jwk' });
const input = Buffer.from(`${header}.${Buffer.from(canonical(message)).toString('base64url')}`);
console.log(verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(last, 'base64url')));
END
curl -s "$url/.well-known/jwks.json" >"$WORK/keys.json"
same 'our answer is signed by the published key' "$(node "$WORK/verify.mjs" "$WORK/good.json" "$WORK/keys.json")" true
jq '.status = 201' "$WORK/good.json" >"$WORK/bad.json"
same 'and no longer when it was altered' "$(node "$WORK/verify.mjs" "$WORK/bad.json" "$WORK/keys.json")" false
stop "$SERVER"
