#!/usr/bin/env bash
# shellcheck disable=SC2119 # settings are optional
# rivals_test.sh: 64 at once repeat one request with one Idempotency-Key, change one version, count up one number: one thing is
# made, one change wins, every count counts. That one of many wins a nomination or a quota is nominations_race_test.c.
# shellcheck source=tests/faults/common.sh
. tests/faults/common.sh

make_durable
start_service
TOKEN=$(token "$ACCOUNT" "$URL")
OTHER=$(token thanh-pho-kon-tum.leader "$URL")
export TOKEN OTHER SEED
rivals() { # WHAT SHORT LONG: what was found goes to FOUND
    FOUND=$(ROUNDS=$(rounds "$2" "$3") timeout 3600 node tests/faults/rivals.mjs "$1")
}
of() { jq -c "$1" <<<"$FOUND"; }

rivals repeats 2 200
once=$(sql "select count(*) from (select text from app.comments where text like '$SEED-R%' and created_by = (select id from app.users where username = '$ACCOUNT') group by text having count(*) = 1) t")
check "one key, 64 at once and ten after them, seed $SEED, $(of .rounds) rounds: $(of .answers) answers, $(of .others) unlike the first, $((once)) made once" \
    test "$(of .others) $once" = "0 $(of .rounds)"
same 'another body with the key is refused, and another person has a key of his own' "$(of .not_refused) $(of .not_independent)" '0 0'

rivals updates 3 500
check "one version, 64 change it at once, $(of .rounds) rounds: rounds by number of winners $(of .won), $(of '.strange | length') of them strange" \
    test "$(of '.won["1"]') $(of '.strange | length')" = "$(of .rounds) 0"
same 'without If-Match, weak (a proxy that compresses makes it so), stale, one of a list, any' "$(of '[.without, .weak, .stale, .listed, .any]')" '[428,200,412,400,200]'

rivals increments 1 20
same "a number counted up by 64 with If-Match, $(of .rounds) rounds each" "$(of .counted)" "$(of .wanted)"
check "control: without it counts are lost ($(of .blindly) of $(of .wanted))" test "$(of .blindly)" -lt "$(of .wanted)"
stop "$SERVER"
