#!/usr/bin/env bash
# wire_test.sh: malformed HTTP to the service and to the proxy that ships: tests/attack/wire/*.txt, by wire.mjs.
# shellcheck source=tests/operations/common.sh
. tests/operations/common.sh

make_database
port=$(free_port)
serve "$port"
NGINX_UNLIMITED='\n    127.0.0.1 0;' start_nginx "$port"
node tests/attack/wire.mjs "http://127.0.0.1:$port" "$PROXY" "$(token xa-doan-ket.reporter "http://127.0.0.1:$port")"
check 'the service ends well' stop "${children[0]}"
