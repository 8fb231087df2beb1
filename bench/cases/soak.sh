# One contestant after the other, for SOAK minutes each.
title="Memory over $soak_seconds s of saturating small GETs"
able="nginx-auth usher spring-cloud-gateway"
columns="MiB at the end|MiB in the middle|MiB at the start|largest MiB|cpu us/req|requests/s|p99 us|p99.9 us|errors"
case_rounds=1

measure() {
  local p sampler load
  p=$(process "$1")
  sample "$p" >"$dir/samples" & sampler=$!
  load=$(with_cpu "$1" load "$1" "$soak_seconds")
  kill "$sampler" 2>/dev/null || true
  wait "$sampler" 2>/dev/null || true
  resident "$p" >>"$dir/samples"
  awk -v load="$load" '{v[NR] = $1; if ($1 > most) most = $1}
    END {split(load, l, " "); print v[NR], v[int((NR + 1) / 2)], v[1], most, l[1], l[2], l[4], l[5], l[6]}' "$dir/samples"
}

sample() { # process
  while :; do
    resident "$1"
    sleep "$(awk -v s="$soak_seconds" 'BEGIN {print s / 20}')"
  done
}

load() { wrk_load report 64 "$2" "$(origin "$1")/small"; }
