title="100 KiB response, 64 connections, saturated"
load() { wrk_load report 64 "$2" "$(origin "$1")/large"; }
