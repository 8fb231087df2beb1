title="Small GET over TLS 1.3 (P-256, kept connections), 64 connections, saturated"
able="nginx-auth nginx haproxy usher"
in_smoke="nginx-auth haproxy usher"
load() { wrk_load report 64 "$2" "$(tls_origin "$1")/small"; }
