#!/usr/bin/env bash
# look.sh: takes pictures of the service's pages for a person to look at, and fails when a page complains in the console
# or asks anything of another host. Usage: TEST_URL=… look.sh FILE-OF-PAGES PICTURE-FOLDER
# A line of the file: NAME WIDTHxHEIGHT PATH [ACCOUNT [LIST]], for instance `docs-phone 390x844 /docs`. With an account of the
# demo the path is a picture's, opened by an address that ACCOUNT asks for; the first item of LIST gives the {} of PATH.
set -euo pipefail

pages=$1 pictures=$2
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
mkdir -p "$pictures"
failed=0

api() { # ACCOUNT PATH [curl's arguments]
    local token
    token=$(curl -sf "$TEST_URL/api/v1/auth/tokens" --json "{\"username\":\"$1\",\"password\":\"thidua-demo\"}" | jq -r .access_token)
    curl -sf "$TEST_URL/api/v1$2" --oauth2-bearer "$token" "${@:3}"
}

link() { # PATH ACCOUNT [LIST]
    local path=$1
    [[ ! ${3:-} ]] || path=${path/'{}'/$(api "$2" "$3" | jq -r '.items[0].id')}
    api "$2" /picture-links --json "{\"path\":\"/api/v1$path\"}" | jq -r .href
}

# NAME SIZE PATH: no other host exists for this browser, and its own log of the network names each one that was asked for.
photograph() {
    timeout 60 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$profile" \
        --host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1' --disable-background-networking --no-first-run --disable-component-update --log-net-log="$profile/network" \
        --window-size="${2/x/,}" --virtual-time-budget=8000 --enable-logging=stderr \
        --screenshot="$pictures/$1.png" "$TEST_URL$3" </dev/null >"$profile/log" 2>&1 || :
    [[ -s $pictures/$1.png ]]
}

while read -r name size path account list; do
    [[ ! $account ]] || path=$(link "$path" "$account" "$list")
    rm -f "$pictures/$name.png"
    photograph "$name" "$size" "$path" || photograph "$name" "$size" "$path" || : # a browser may hang on a busy machine
    # What the browser asks of its maker is not the page's doing.
    outside=$(grep -o '"url":"https\?://[^"?]*' "$profile/network" | cut -d '"' -f 4 | sort -u |
        grep -vE '^http://127\.0\.0\.1|(google|googleapis|gvt1)\.com/' || :)
    if [[ $outside ]]; then
        echo "not ok $name $path: asks others: $outside"
        failed=1
    elif grep 'CONSOLE' "$profile/log"; then
        echo "not ok $name $path: the console is not silent"
        failed=1
    elif [[ ! -s $pictures/$name.png ]] || (($(stat -c %s "$pictures/$name.png") < 5000)); then
        echo "not ok $name $path: there is no picture, or an empty one"
        failed=1
    else
        echo "ok $name $path"
    fi
done <"$pages"
exit $failed
