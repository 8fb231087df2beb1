title="Small GET, 1 KiB, 64 connections, saturated"
in_smoke="nginx-auth nginx haproxy usher netty"
load() { wrk_load report 64 "$2" "$(origin "$1")/small"; }
