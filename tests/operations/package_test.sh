#!/usr/bin/env bash
# package_test.sh: the Debian package is made, clean to lintian, and its units are closed as far as the service bears it.
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

exposure() {
    systemd-analyze security --offline=true "$1" | sed -n 's/.*exposure level.*: \([0-9.]*\) .*/\1/p'
}
cp "$OPERATIONS/systemd/thidua@.service" "$WORK/thidua@8081.service"
found=$(exposure "$WORK/thidua@8081.service")
check "an instance is exposed by $found of 10, at most 1.5" awk "BEGIN {exit !(${found:-10} <= 1.5)}"
for unit in deploy backup; do
    found=$(exposure "$OPERATIONS/systemd/thidua-$unit.service")
    check "thidua-$unit is exposed by $found of 10, at most 1.5" awk "BEGIN {exit !(${found:-10} <= 1.5)}"
done
sed -i -e 's|^ExecStart=/usr/bin/thidua|ExecStart=/bin/true|' "$WORK/thidua@8081.service"
same 'systemd finds no fault in the unit' "$(systemd-analyze verify --man=no "$WORK/thidua@8081.service" 2>&1 | grep "thidua@8081.service:" || :)" ''

# What the unit sets is what the program reads.
names() { sed -n 's/^\(THIDUA_[A-Z_]*\)=.*/\1/p' "$1" | sort; }
same 'its settings are settings' "$(comm -23 <(names "$WORK/root/etc/thidua/environment") \
    <("$PROGRAM" --help | grep -o '^  THIDUA_[A-Z0-9_]*' | tr -d ' ' | sort))" ''

# systemd is told when the service listens.
make_database
# shellcheck disable=SC2016 # Perl's variables
(cd "$WORK" && timeout 60 perl -MIO::Socket::UNIX -e '
    $_ = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => "notify") or die;
    for my $word (1, 2) { $_->recv(my $said, 64); print "$said\n" }' >told) &
told=$!
children+=("$told")
wait_for 5 test -S "$WORK/notify"
serve "$(free_port)" NOTIFY_SOCKET="$WORK/notify"
stop "$SERVER"
wait "$told"
same 'systemd is told when it listens and when it leaves' "$(tr '\n' ' ' <"$WORK/told")" 'READY=1 STOPPING=1 '
