#!/usr/bin/env bash
# commands_test.sh: what an administrator types on the machine: a first account and its token, keys, usage and help.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
port=$(free_port)
serve "$port"
url=http://127.0.0.1:$port/api/v1

run() { # WORDS…: what it printed is SAID, its exit status ENDED
    ENDED=0
    SAID=$("$PROGRAM" "$@" 2>&1) || ENDED=$?
}

status() { # TOKEN PATH
    curl -s -o /dev/null -w '%{http_code}' --oauth2-bearer "$1" "$url$2"
}

run token --user thanh-pho-kon-tum.reviewer
same 'a token for an account that exists' "$ENDED $(status "$SAID" /me)" '0 200'
run token --user thanh-pho-kon-tum.reviewer --unit code:51
same 'not at a desk the account does not have' "$ENDED $(cut -d' ' -f 1-3 <<<"$SAID")" '1 thidua token: unit_required'
run token --user nobody
same 'nor for a name nobody has' "$ENDED $SAID" '1 thidua token: nobody has this account name.'
run token
same 'usage when it is not told for whom' "$ENDED ${SAID%% *}" '2 usage:'

run user add tro-ly.moi --display 'Nguyễn Thị Mới' --unit code:51 --role admin
secret=$(grep -oE '[A-Za-z0-9_-]{20,}' <<<"$SAID" | head -1)
same 'a new account, and the secret to choose its password by' "$ENDED ${secret:+given}" '0 given'
same 'the secret sets the password' "$(curl -s -o /dev/null -w '%{http_code}' "$url/auth/password-resets" \
    --json "{\"secret\":\"$secret\",\"password\":\"mot mat khau rat dai\"}")" 204
run token --user tro-ly.moi
same 'the account works' "$ENDED $(status "$SAID" /me)" '0 200'
run user add tro-ly.moi --display 'Nguyễn Thị Mới' --unit code:51 --role admin
same 'the same once more is the way back for who forgot the password' "$ENDED $(grep -c '"secret"' <<<"$SAID")" '0 1'

for key in key identity-key ballot-key webhook-key; do
    run "$key" "$WORK/$key.new"
    same "thidua $key makes a file nobody else reads" "$ENDED $(stat -c %a "$WORK/$key.new")" '0 400'
done
run identity-key "$WORK/other.new"
differ=$(cut -d ' ' -f 1 "$WORK/identity-key.new" "$WORK/other.new" | sort -u | wc -l)
same 'a key made anew for one that was lost has an id of its own' "$ENDED $differ" '0 2'
run reseal
same 'identifiers and secrets of webhooks are sealed anew' "$ENDED $(grep -c ' sealed under ' <<<"$SAID")" '0 2'

run --version
same 'the version' "$ENDED ${SAID% *}" '0 thidua'
run --help
for command in serve deploy seed user token key identity-key reseal ballot-key webhook-key verify-audit retire-audit check probe; do
    check "help names $command" grep -qE "^  $command " <<<"$SAID"
done
run tokn
same 'a word that is no command gets the help' "$ENDED ${SAID%%:*}" '2 thidua'
