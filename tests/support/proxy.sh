#!/usr/bin/env bash
# proxy.sh: the proxy as it ships, started on free ports; what calls it has WORK (a folder), OPERATIONS (api/operations) and the
# list `children` of what it ends.

free_port() {
    local port
    while port=$((10000 + RANDOM % 20000)); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo $port
}

wait_for() { # SECONDS COMMAND…
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < until)) || return 1
        sleep 0.05
    done
}

# The proxy as it ships, on ports of its own before the given instances: PROXY is its address. Lines of
# NGINX_UNLIMITED go into the list of clients without limits.
start_nginx() { # PORT…
    local folder=$WORK/nginx port instances='' user=''
    mkdir -p "$folder/temp"
    TLS_PORT=$(free_port) PLAIN_PORT=$(free_port)
    export PROXY=https://127.0.0.1:$TLS_PORT PLAIN=http://127.0.0.1:$PLAIN_PORT
    [[ -f $folder/key.pem ]] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj /CN=localhost -keyout "$folder/key.pem" -out "$folder/fullchain.pem" 2>/dev/null
    for port in "$@"; do instances+="server 127.0.0.1:$port max_fails=0;\n"; done
    ((EUID != 0)) || user='user root;'
    cp "$OPERATIONS"/nginx/thidua-{headers,problems}.conf "$folder/"
    sed -e '/listen \[::\]/d' -e "s/listen 80 /listen 127.0.0.1:$PLAIN_PORT /" \
        -e "s/listen 443 /listen 127.0.0.1:$TLS_PORT /" -e "s|/etc/thidua/tls/|$folder/|" -e "s|/var/log/nginx/|$folder/|" \
        -e '/server 127.0.0.1:8081/d' -e "s|^.*server 127.0.0.1:8082.*$|$instances|" \
        -e "s|default 1;$|&${NGINX_UNLIMITED:-}|" "$OPERATIONS/nginx/thidua.conf" >"$folder/site.conf"
    cat >"$folder/nginx.conf" <<END
daemon off; $user worker_processes 2; worker_rlimit_nofile 20000; pid $folder/pid; error_log $folder/error.log;
events { worker_connections 8192; }
http {
    include /etc/nginx/mime.types;
    client_body_temp_path $folder/temp/body; proxy_temp_path $folder/temp/proxy; fastcgi_temp_path $folder/temp/f;
    uwsgi_temp_path $folder/temp/u; scgi_temp_path $folder/temp/s;
    include site.conf;
}
END
    setpriv --pdeathsig TERM nginx -p "$folder" -c "$folder/nginx.conf" >"$folder/out.log" 2>&1 &
    NGINX=$!
    children+=("$NGINX")
    wait_for 5 curl -sk "$PROXY/livez" || {
        cat "$folder/out.log" "$folder/error.log"
        return 1
    }
}
