#!/usr/bin/env bash
# package.sh: packs build/thidua and what stands in this folder as build/thidua_VERSION_ARCHITECTURE.deb, and lets lintian
# judge it. Usage: package.sh VERSION
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
work=build/package/thidua-$version
rm -rf build/package
mkdir -p "$work/build" "$work/api"
cp -p build/thidua build/thidua-certificates "$work/build/"
cp -a docs "$work/docs"
cp -a api/operations "$work/api/operations"
cp -a api/operations/debian "$work/debian"
date=$(git log -1 --format=%cD 2>/dev/null || date -R)
cat >"$work/debian/changelog" <<END
thidua ($version) unstable; urgency=medium

  * As the sources of this day describe it.

 -- thidua contributors <thidua@localhost>  $date
END
(cd "$work" && dpkg-buildpackage --build=binary --no-sign --no-check-builddeps) >build/package/log 2>&1 || {
    tail -20 build/package/log >&2
    exit 1
}
cp build/package/thidua_*.deb build/
lintian --fail-on error,warning --suppress-tags-from-file api/operations/debian/lintian build/package/thidua_*.deb
basename build/package/thidua_*.deb
