#!/usr/bin/env bash
# reproduce.sh: builds and packs the sources a second time, elsewhere and otherwise (another folder, umask, locale, time zone,
# home, order of files, and another user where it may), and compares every byte with what lies in build/.
# Usage: reproduce.sh all          compiles every file anew
#        reproduce.sh COUNT SEED   compiles COUNT files anew, drawn by SEED, and takes over the other objects: seconds
# REPRODUCE_BREAK=yes puts the folder's name into one file first: the control, which must be told.
set -euo pipefail
cd "$(dirname "$0")/../.."

count=${1:-all} seed=${2:-1}
here=$PWD
version=$(sed -n 's/^VERSION := //p' Makefile)
elsewhere=$(mktemp -d /tmp/thidua-elsewhere.XXXXXX)
trap 'rm -rf "$elsewhere"' EXIT
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}

# Written in another order and with other times than here, so that nothing rests on the order of a folder, nor on when it was made.
mkdir "$elsewhere/sources"
git ls-files --cached --others --exclude-standard | sort -R --random-source=<(yes "$seed") |
    tar --create --files-from=- --mtime=2020-02-02 --ignore-failed-read 2>/dev/null | tar --extract --directory="$elsewhere/sources"
cd "$elsewhere/sources"
if [[ $count != all ]]; then
    cp -a "$here/build/release" "$here/build/openapi.json" "$here/build/embedded.list" "$elsewhere/" 2>/dev/null
    mkdir build
    mv "$elsewhere"/{release,openapi.json,embedded.list} build/
    rm -f build/release/thidua build/release/thidua-certificates build/release/embedded.o
    find build/release/api -name '*.o' | sort | shuf --head-count="$count" --random-source=<(yes "$seed") >"$elsewhere/drawn"
    xargs rm -f <"$elsewhere/drawn"
    find build -name '*.d' -delete # they name headers of the other folder's time; every file drawn is compiled anyway
    find build -exec touch {} +
fi
[[ ! ${REPRODUCE_BREAK:-} ]] || {
    printf '\nextern const char built_in[];\nconst char built_in[] = "%s";\n' "$elsewhere" >>api/support/embedded.c
    rm -f build/release/api/support/embedded.o
}

as_somebody=()
if ((EUID == 0)) && id nobody >/dev/null 2>&1; then
    chown -R nobody "$elsewhere"
    chmod 755 "$elsewhere"
    as_somebody=(setpriv --reuid=nobody --regid=nogroup --clear-groups --)
fi
"${as_somebody[@]}" env -i PATH="$PATH" HOME="$elsewhere" LC_ALL=C TZ=Asia/Ho_Chi_Minh CCACHE_DISABLE=1 SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" UNJUDGED=yes \
    bash -euc "umask 077; make -j2 build/thidua && api/operations/package.sh $version" >"$elsewhere/log" 2>&1 || {
    tail -20 "$elsewhere/log" >&2
    exit 1
}

different=0
for file in thidua thidua-certificates "thidua_${version}_$(dpkg --print-architecture)".{deb,cdx.json}; do
    if cmp --silent "$here/build/$file" "build/$file"; then
        echo "the same: $file $(sha256sum <"build/$file" | cut -c 1-16)…"
    else
        echo "another:  $file"
        different=1
    fi
done
exit $different
