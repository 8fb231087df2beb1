title="Small GET over HTTP/2 (TLS), 16 connections of 8 streams, saturated"
able="nginx-auth nginx haproxy usher"
load() { h2load_load 16 8 "$2" "$(tls_origin "$1")/small"; }
