#!/usr/bin/env bash
# package_test.sh: the Debian package is made, clean to lintian, the same wherever it is made, hardened, with a bill of what
# is in it; and its units are closed as far as the service bears it.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

quietly 'the package is made, and lintian finds no fault' make --no-print-directory package
package=$(find build -maxdepth 1 -name 'thidua_*.deb' -newer "$TEST_FOLDER/jwt.pem" | head -1)
mkdir -p "$WORK/root"
dpkg-deb --extract "$package" "$WORK/root"
dpkg-deb --control "$package" "$WORK/control"
same 'settings are a file of the administrator' "$(cat "$WORK/control/conffiles")" /etc/thidua/environment
same 'the program in it runs' "$("$WORK/root/usr/lib/thidua/thidua" --version)" "$("$PROGRAM" --version)"
check 'its libraries are named' grep -q 'libpq5' "$WORK/control/control"

# ---- its pages ----
# FOLDER: each link of a page below it that leads to nothing.
lost_links() {
    local page target
    grep -roP --include='*.md' '\]\(\K[^)#[:space:]]+' "$1/usr/share/doc/thidua" | while IFS=: read -r page target; do
        case $target in
        http:* | https:* | mailto:*) ;;
        /*) [[ -e $1$target ]] || echo "${page##*/}: $target" ;;
        *) [[ -e ${page%/*}/$target ]] || echo "${page##*/}: $target" ;;
        esac
    done
}
same 'its pages lead to what it has' "$(lost_links "$WORK/root")" ''
same 'and its units' "$(sed -n 's|.*file://\(/[^ ]*\).*|\1|p' "$OPERATIONS"/systemd/*.service | sort -u | sed "s|^|$WORK/root|" | xargs ls 2>&1 >/dev/null)" ''
check 'among them the one for operators' test -s "$WORK/root/usr/share/doc/thidua/operators.md"
mkdir -p "$WORK/torn" && cp -a "$WORK/root/usr" "$WORK/torn/" && rm "$WORK/torn/usr/share/doc/thidua/operations/backup.md"
check 'control: a page that is missing is told' grep -q 'operators.md: operations/backup.md' <(lost_links "$WORK/torn")

# ---- what a fault in C must not become ----
hardening() { # PROGRAM: what it has, in one order
    local sections
    sections=$(readelf --wide --file-header --program-headers --dynamic --notes --dyn-syms "$1" 2>/dev/null)
    has() { ! grep -qE "$2" <<<"$sections" || printf '%s ' "$1"; }
    has pie 'Type: +DYN .*Position-Independent'
    has relro 'GNU_RELRO'
    has now 'FLAGS_1.* NOW'
    has canary '__stack_chk_fail'
    has fortified '__(memcpy|snprintf|vsnprintf|fprintf|printf|read|memset)_chk'
    # Debian's own first objects carry no mark of it, so the mark is lost in linking; landing places are in our code all the same.
    (($(objdump --disassemble --no-show-raw-insn "$1" | grep -c endbr64 || :) < 20)) || printf 'landings '
    has stack 'GNU_STACK.* RW +0x'
    has RPATH '\((RPATH|RUNPATH)\)'
    has WRITTEN_AND_RUN 'LOAD.* RWE '
}
[[ $(uname -m) == x86_64 ]] && wanted='pie relro now canary fortified landings stack ' || wanted='pie relro now canary fortified stack '
for program in thidua thidua-certificates; do
    same "$program is hardened" "$(hardening "$WORK/root/usr/lib/thidua/$program")" "$wanted"
    readelf --debug-dump=info "build/$program" | grep 'DW_AT_producer.*GNU C' >"$WORK/compiled"
    check "$program was compiled so everywhere" test -s "$WORK/compiled" -a \
        "$(grep -cv 'stack-protector-strong -fstack-clash-protection -fcf-protection=full -ftrivial-auto-var-init=zero' "$WORK/compiled" || :)" = 0
done
echo 'int main(void) { return 0; }' | gcc -x c -no-pie -fcf-protection=none -z execstack -z norelro -Wl,-rpath,/tmp - -o "$WORK/soft"
same 'control: a program without any of it is told' "$(hardening "$WORK/soft")" 'RPATH '

# ---- the same bytes elsewhere ----
quietly 'built again elsewhere by somebody else it is the same, byte for byte' api/operations/reproduce.sh "${REPRODUCE_FILES:-4}" "$RANDOM"
check 'control: a folder that gets into the program is noticed' bash -c '! REPRODUCE_BREAK=yes api/operations/reproduce.sh 1 1 >/dev/null 2>&1'

# ---- the bill of materials ----
tests/contract/install
bill=${package%.deb}.cdx.json
quietly 'its bill of materials is CycloneDX by its schema' node tests/contract/bill.mjs "$bill"
same 'it is the bill of this package' "$(jq -r '.metadata.component.hashes[0].content' "$bill")" "$(sha256sum <"$package" | cut -d ' ' -f 1)"
loaded() { ldd "$WORK"/root/usr/lib/thidua/thidua{,-certificates} | grep -oE '/\S+ \(' | tr -d ' (' | sort -u; }
same 'every library that is loaded is named' "$(comm -23 <(loaded) <(jq -r '.components[].components[]?.name' "$bill" | sort))" ''
same 'what only tests need is marked as such' "$(jq -r '[.components[] | select(.name == "ajv" or .name == "libcriterion-dev") | .scope] | unique | join(" ")' "$bill")" excluded
jq 'del(.components[0].name)' "$bill" >"$WORK/nameless.json"
check 'control: a bill with a fault is not taken' bash -c "! node tests/contract/bill.mjs '$WORK/nameless.json' >/dev/null 2>&1"

# ---- its units ----
exposure() {
    systemd-analyze security --offline=true "$1" | sed -n 's/.*exposure level.*: \([0-9.]*\) .*/\1/p'
}
cp "$OPERATIONS/systemd/thidua@.service" "$WORK/thidua@8081.service"
found=$(exposure "$WORK/thidua@8081.service")
check "an instance is exposed by $found of 10, at most 1.5" awk "BEGIN {exit !(${found:-10} <= 1.5)}"
cp "$OPERATIONS/systemd/thidua-command@.service" "$WORK/thidua-command@check.service"
for unit in "$OPERATIONS"/systemd/thidua-{deploy,backup}.service "$WORK/thidua-command@check.service"; do
    found=$(exposure "$unit")
    check "$(basename "$unit" .service) is exposed by $found of 10, at most 1.5" awk "BEGIN {exit !(${found:-10} <= 1.5)}"
done
sed -i -e 's|^ExecStart=/usr/bin/thidua|ExecStart=/bin/true|' "$WORK/thidua@8081.service"
same 'systemd finds no fault in the unit' "$(systemd-analyze verify --man=no "$WORK/thidua@8081.service" 2>&1 | grep "thidua@8081.service:" || :)" ''

# What the unit sets is what the program reads.
names() { sed -n 's/^\(THIDUA_[A-Z_]*\)=.*/\1/p' "$1" | sort; }
same 'its settings are settings' "$(comm -23 <(names "$WORK/root/etc/thidua/environment") \
    <("$PROGRAM" --help | grep -o '^  THIDUA_[A-Z0-9_]*' | tr -d ' ' | sort))" ''

# What the service keeps is in the folder that the unit, and the package before its first start, makes for it.
kept=$(sed -n 's|^THIDUA_TIMELINES_FILE=\(.*\)/[^/]*$|\1|p' "$WORK/root/etc/thidua/environment")
same 'what it keeps is in a folder of its own' "/var/lib/$(sed -n 's/^StateDirectory=//p' "$OPERATIONS/systemd/thidua@.service")" "$kept"
check 'which the package makes' grep -q "install -d -m 700 -o thidua -g thidua $kept\$" "$WORK/control/postinst"

# systemd is told when the service listens.
make_database
# shellcheck disable=SC2016 # Perl's variables
(cd "$WORK" && timeout 60 perl -MIO::Socket::UNIX -e '
    $_ = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => "notify") or die;
    while (defined $_->recv(my $said, 64)) { print "$said\n" unless $said =~ /^STATUS=/; last if $said =~ /^STOPPING/ }' >told) &
told=$!
children+=("$told")
wait_for 5 test -S "$WORK/notify"
serve "$(free_port)" NOTIFY_SOCKET="$WORK/notify"
stop "$SERVER"
wait "$told"
same 'systemd is told when it listens and when it leaves' "$(tr '\n' ' ' <"$WORK/told")" 'READY=1 STOPPING=1 '
