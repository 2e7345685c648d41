#!/usr/bin/env bash
# rolling_test.sh: instances are restarted one after the other, each when the one before it is ready, with the units of a
# package that was just installed; it stops at the first that does not come back.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

mkdir -p "$WORK/bin"
cat >"$WORK/bin/systemctl" <<'END'
#!/bin/sh
echo "$*" >>"$WORK/asked"
[ "$1" != list-units ] || printf 'thidua@8081.service loaded active running a\nthidua@8082.service loaded active running b\n'
END
# The program that is asked for: an instance that is sick is never ready.
cat >"$WORK/bin/thidua" <<'END'
#!/bin/sh
echo "$1 $THIDUA_PORT" >>"$WORK/asked"
[ "$THIDUA_PORT" != "$SICK" ]
END
printf '#!/bin/sh\n' >"$WORK/bin/sleep"
chmod 755 "$WORK"/bin/*
restart() { # SICK [--deploy]: what was asked, in one line
    : >"$WORK/asked"
    env SICK="$1" WORK="$WORK" PATH="$WORK/bin:$PATH" sh "$OPERATIONS/thidua-rolling-restart" "${@:2}" >"$WORK/said" 2>&1 || echo "failed "
    grep -v '^list-units' "$WORK/asked" | uniq | tr '\n' ';'
}
same 'one after the other, with the units as they are now' "$(restart none)" \
    'daemon-reload;restart thidua@8081.service;probe 8081;restart thidua@8082.service;probe 8082;'
same 'with the database first' "$(restart none --deploy | cut -d ';' -f 1-3)" \
    'daemon-reload;start thidua-deploy.service;restart thidua@8081.service'
same 'one that does not come back is the last' "$(restart 8081 | tr -d '\n')" 'failed daemon-reload;restart thidua@8081.service;probe 8081;'
check 'and is named' grep -q 'thidua@8081.service is not ready after 30 s; the others were left as they are' "$WORK/said"
