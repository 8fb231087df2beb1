title="Small GET at about $rate requests/s, 32 connections"
load() { paced_load 32 "$rate" "$2" "$(origin "$1")/small"; }
