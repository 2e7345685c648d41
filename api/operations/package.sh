#!/usr/bin/env bash
# package.sh: packs build/thidua and what stands in this folder as build/thidua_VERSION_ARCHITECTURE.deb, lets lintian judge
# it, and writes its bill of materials beside it. The same sources give the same bytes, whoever packs them, where and when:
# its time is that of the commit (or SOURCE_DATE_EPOCH). Usage: [UNJUDGED=yes] package.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
umask 022
export LC_ALL=C.UTF-8 TZ=UTC
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

work=build/package/thidua-$version
rm -rf build/package build/thidua_*.deb build/thidua_*.cdx.json
mkdir -p "$work/build" "$work/api"
cp -p build/thidua build/thidua-certificates "$work/build/"
cp -a docs "$work/docs"
# What the pages say of files of the sources: where the package has them, else which one is meant.
# shellcheck disable=SC2016 # backquotes of Markdown
find "$work/docs" -name '*.md' -exec sed -Ei 's#\]\((\.\./)+api/operations/#](/usr/share/thidua/#g
    s#\[([^]]*)\]\((\.\./)+(README\.md|LICENSE|openapi\.yaml|db/[^)]*|tests/[^)]*)\)#\1 (`\3`)#g' {} +
cp -a api/operations "$work/api/operations"
cp -a api/operations/debian "$work/debian"
cat >"$work/debian/changelog" <<END_OF_LOG
thidua ($version) unstable; urgency=medium

  * As the sources of this day describe it.

 -- thidua contributors <thidua@localhost>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END_OF_LOG
find "$work" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} + # older times than this would stay as they are
(cd "$work" && dpkg-buildpackage --build=binary --no-sign --no-check-builddeps) >build/package/log 2>&1 || {
    tail -20 build/package/log >&2
    exit 1
}
cp build/package/thidua_*.deb build/
package=$(basename build/package/thidua_*.deb)
node api/operations/sbom.mjs "$version" "build/$package" build/thidua build/thidua-certificates >"build/${package%.deb}.cdx.json"
[[ ${UNJUDGED:-} ]] || lintian --fail-on error,warning --suppress-tags-from-file api/operations/debian/lintian "build/$package"
echo "$package"
