#!/usr/bin/env bash
# packages.sh: installs what is missing of the Debian 12 packages that thidua needs, and nothing else.
# Usage: packages.sh runtime|build|run|development|patroni|attack [list]   (each holds the one before it, and the last two
# development; list: only names them)
set -euo pipefail

runtime=(libulfius2.7 libmicrohttpd12 libjansson4 libjwt0 libpq5 libssl3 libcrypt1 libutf8proc2 libpcre2-8-0
    libxlsxwriter4 libmagic1 libcsv3 libzip4 libarchive13 libexpat1 libical3 libsodium23 libcurl3-gnutls ca-certificates
    libpangocairo-1.0-0 libqrencode4 fonts-croscore)
build=("${runtime[@]}" gcc libc6-dev make pkg-config libulfius-dev libmicrohttpd-dev libjansson-dev
    libjwt-dev libpq-dev libssl-dev libcrypt-dev libutf8proc-dev libpcre2-dev libxlsxwriter-dev libmagic-dev
    libcsv-dev libzip-dev libarchive-dev libexpat1-dev libical-dev libsodium-dev libcurl4-gnutls-dev
    libpango1.0-dev libqrencode-dev
    libfyaml-utils cmark-gfm perl)
run=("${build[@]}" postgresql-15 curl jq)
# shellcheck disable=SC2034 # chosen by name below
development=("${run[@]}" ccache libcriterion-dev postgresql-15-pgtap
    libtap-parser-sourcehandler-pgtap-perl unzip procps wrk valgrind clang libclang-rt-14-dev clang-format clang-tidy cppcheck shellcheck
    nodejs npm python3 chromium poppler-utils
    faketime nginx-light openssl debhelper lintian systemd prometheus fail2ban pgbouncer docker-compose)
# shellcheck disable=SC2034
attack=("${development[@]}" sqlmap)
# shellcheck disable=SC2034
patroni=("${development[@]}" patroni etcd-server haproxy python3-psycopg2 python3-etcd)

# Some builds of Node.js bring npm with them and refuse Debian's package of that name.
missing() {
    comm -23 <(printf '%s\n' "$@" | sort) <({
        dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'
        ! command -v npm >/dev/null || echo npm
    } | sort)
}

declare -n wanted=${1:-development}
[[ ${2:-} != list ]] || {
    printf '%s\n' "${wanted[@]}"
    exit 0
}
mapfile -t packages < <(missing "${wanted[@]}")
((${#packages[@]})) || exit 0

echo "installing: ${packages[*]}"
as_root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || {
        echo "please run as root: apt-get install --no-install-recommends ${packages[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi

# What apt starts by itself has no place on somebody's machine: PostgreSQL's cluster `main` on port 5432, nginx on port 80
# and others. thidua brings a cluster of its own, and tests run the rest in their own folders. So two files say no while apt
# runs, and go away again; no file of the system is edited, and what exists already is not looked at.
drop_in=/etc/postgresql-common/createcluster.d/thidua-install.conf
policy=/usr/sbin/policy-rc.d
made=()
trap '"${as_root[@]}" rm -f "${made[@]}"' EXIT
say_no() { # FILE TEXT MODE
    made+=("$1")
    "${as_root[@]}" mkdir -p "${1%/*}"
    printf '%b' "$2" | "${as_root[@]}" tee "$1" >/dev/null
    "${as_root[@]}" chmod "$3" "$1"
}
say_no $drop_in 'create_main_cluster = false\n' 644
[[ -e $policy ]] || say_no $policy '#!/bin/sh\nexit 101\n' 755
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}"
