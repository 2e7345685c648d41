#!/usr/bin/env bash
# container_test.sh: docker-compose.yml and the Dockerfile say what the unit of systemd says, and set only what is a setting.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

unset "${!THIDUA_@}"
quietly 'compose takes it as it stands' docker-compose --file docker-compose.yml config --quiet
quietly 'and with the demo' docker-compose --file docker-compose.yml --profile demo config --quiet
cat >"$WORK/env" <<'END'
THIDUA_ENV=production
THIDUA_BUSINESS_TIME=
THIDUA_OWNER_PASSWORD=mot
THIDUA_SERVICE_PASSWORD=hai
THIDUA_PUBLIC_URL=https://thidua.example.gov.vn
THIDUA_LINGER_SECONDS=5
END
# Debian's docker-compose is written in Python and brings its reader of YAML.
docker-compose --file docker-compose.yml --env-file "$WORK/env" config |
    /usr/bin/python3 -c 'import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)' >"$WORK/production.json"
of() { jq -r "$1" "$WORK/production.json"; }
same 'in production the clock is the real one' "$(of '.services.thidua.environment | .THIDUA_ENV + " " + (.THIDUA_BUSINESS_TIME // "")')" 'production '
same 'no well-known password is left in production' "$(grep -c 'thidua-owner\|thidua-service' "$WORK/production.json" || :)" 0
same 'the port is reached from this machine only' "$(of '.services.thidua.ports[] | if type == "string" then . else .host_ip // "everywhere" end' | cut -d : -f 1)" 127.0.0.1
same 'nothing is written, no capability, no new privilege' \
    "$(of '[.services | to_entries[] | select(.value.image == "thidua") | .value | .read_only == true and .cap_drop == ["ALL"] and .security_opt == ["no-new-privileges:true"]] | all')" true
same 'it sets only what is a setting' "$(comm -23 <(
    {
        of '.services.thidua.environment, .services.deploy.environment | keys[]'
        sed -n '/^ENV/,/[^\\]$/p' api/Dockerfile | grep -o 'THIDUA_[A-Z_]*'
    } | grep ^THIDUA | sort -u
) <("$PROGRAM" --help | grep -o '^  THIDUA_[A-Z0-9_]*' | tr -d ' ' | sort))" ''
unit() { sed -n "s/^$1=//p" "$OPERATIONS/systemd/thidua@.service"; }
bytes() { numfmt --from=iec "$(tr -d b <<<"$1" | tr '[:lower:]' '[:upper:]')"; }
same 'as much memory as the unit gives' "$(bytes "$(of .services.thidua.mem_limit)")" "$(bytes "$(unit MemoryMax)")"
same 'as many processes' "$(of .services.thidua.pids_limit)" "$(unit TasksMax)"
same 'as many files' "$(of .services.thidua.ulimits.nofile)" "$(unit LimitNOFILE)"
same 'as long to leave' "$(of .services.thidua.stop_grace_period | tr -d s)" "$(unit TimeoutStopSec)"
same 'the image runs as nobody in particular' "$(sed -n 's/^USER //p' api/Dockerfile)" 10001:10001
baked() { sed -n '/^ENV/,/[^\\]$/p' api/Dockerfile | grep -o 'THIDUA_[A-Z_]*'; }
same 'every setting of the package is one of the container' "$(comm -23 <(sed -n 's/^\(THIDUA_[A-Z_]*\)=.*/\1/p' "$OPERATIONS/environment" | sort) \
    <({ of '.services.thidua.environment | keys[]'; baked; } | sort -u))" ''
same 'every key is made before it is wanted' "$(comm -23 <(baked | grep _KEY_FILE | sort) <(of '.services.key.command | tostring' | grep -o 'THIDUA_[A-Z_]*_KEY_FILE' | sort -u))" ''
state=$(of '.services.thidua.environment.THIDUA_TIMELINES_FILE' | sed 's|/[^/]*$||')
same 'what it keeps is in a volume, born with its owner' "$(of '.services.thidua.volumes[] | if type == "string" then . else .source + ":" + .target end' | grep -c ":$state\(:rw\)\?$") \
$(grep -c "owner=10001.* $state\$" api/Dockerfile)" '1 1'
same 'its health is asked by its own probe, without a shell' "$(sed -n 's/^HEALTHCHECK .*CMD //p' api/Dockerfile)" '["thidua", "probe"]'
same 'nothing in its only folder to write in is run' "$(of '.services.thidua.tmpfs[]' | grep -c noexec)" 1
same 'it has no secret in what anybody may read of the image' "$(grep -cE 'PASSWORD|SECRET' api/Dockerfile || :)" 0
sed 's/service_healthy/service_helathy/' docker-compose.yml >"$WORK/wrong.yml"
check 'control: a slip of the pen is noticed' bash -c "! docker-compose --file '$WORK/wrong.yml' config --quiet 2>/dev/null"
