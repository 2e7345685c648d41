#!/usr/bin/env bash
# wire_test.sh: malformed HTTP to the service and to the proxy that ships: tests/attack/wire/*.txt, by wire.mjs; and good requests with
# bits turned over, FLIPPED of them, by flipped.mjs.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
port=$(free_port)
serve "$port"
NGINX_UNLIMITED='\n    127.0.0.1 0;' start_nginx "$port"
URL=http://127.0.0.1:$port
TOKEN=$(token xa-doan-ket.reporter "$URL")
node tests/attack/wire.mjs "$URL" "$PROXY" "$TOKEN"
node tests/attack/flipped.mjs "$URL" "$TOKEN" build/openapi.json "${FLIPPED:-2000}" "${SEED:-1}"
check 'the service ends well' stop "${children[0]}"
