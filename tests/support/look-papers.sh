#!/usr/bin/env bash
# look-papers.sh: prints official documents as a browser does, and as LibreOffice does where it is installed, for a person
# to look at page by page; fails when pages, words or paper are not as said, when a page complains or asks another host.
# Usage: TEST_URL=… look-papers.sh FILE-OF-PAPERS PICTURE-FOLDER
# A line of the file: NAME ACCOUNT LIST PATH LEAST MOST WORDS: the first item of LIST gives the {} of PATH, LEAST to MOST
# pages are expected, and WORDS somewhere on them.
set -euo pipefail

papers=$1 pictures=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$pictures"
word=application/vnd.openxmlformats-officedocument.wordprocessingml.document
failed=0

ask() { # PATH ACCEPT
    curl -sf "$TEST_URL/api/v1$1" -H "Authorization: Bearer $token" -H "Accept: $2"
}

judge() { # NAME LEAST MOST WORDS: of $folder/NAME.pdf
    local pages size
    pages=$(pdfinfo "$folder/$1.pdf" | sed -n 's/^Pages: *//p')
    size=$(pdfinfo "$folder/$1.pdf" | grep -c 'A4' || :)
    pdftotext -layout "$folder/$1.pdf" "$folder/$1.txt"
    rm -f "$pictures/$1"-*.png
    pdftoppm -r 80 -png "$folder/$1.pdf" "$pictures/$1"
    if ((pages < $2 || pages > $3)); then
        echo "not ok $1: $pages pages"
    elif ((size == 0)); then
        echo "not ok $1: not on A4"
    elif ! tr -s '[:space:]' ' ' <"$folder/$1.txt" | grep -qF "$4"; then
        echo "not ok $1: it does not say: $4"
    elif grep -q $'\xef\xbf\xbd' "$folder/$1.txt"; then
        echo "not ok $1: letters are missing"
    else
        echo "ok $1: $pages pages"
        return
    fi
    failed=1
}

print_paper() { # NAME
    timeout 60 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$folder/profile" --host-resolver-rules='MAP * ~NOTFOUND' \
        --disable-background-networking --no-first-run --disable-component-update --enable-logging=stderr --no-pdf-header-footer \
        --print-to-pdf="$folder/$1.pdf" "file://$folder/$1.html" </dev/null >"$folder/log" 2>&1 || :
    [[ -s $folder/$1.pdf ]]
}

while read -r name account list path least most words; do
    token=$(curl -sf "$TEST_URL/api/v1/auth/tokens" -H 'Content-Type: application/json' \
        -d "{\"username\":\"$account\",\"password\":\"thidua-demo\"}" | jq -r .access_token)
    path=${path/'{}'/$(ask "$list" application/json | jq -r '.items[0].id')}
    ask "$path" text/html >"$folder/$name.html"
    print_paper "$name" || print_paper "$name" || : # a browser may hang on a busy machine
    if grep 'CONSOLE' "$folder/log" || grep -E '(src|href)=|url\(' "$folder/$name.html"; then
        echo "not ok $name: the console is not silent, or the page wants something from elsewhere"
        failed=1
    fi
    judge "$name" "$least" "$most" "$words"
    ask "$path" "$word" >"$folder/$name-word.docx"
    if command -v soffice >/dev/null; then
        (cd "$folder" && HOME=$folder timeout 120 soffice --headless --convert-to pdf "$name-word.docx" >/dev/null 2>&1)
        judge "$name-word" "$least" "$most" "$words"
    fi
done <"$papers"
exit $failed
