# Each connection has had one answer. Whoever is measured was started just before, so that no earlier load counts.
title="$idle idle kept connections, and ordinary requests beside them (300/s)"
able="nginx-auth haproxy usher netty spring-cloud-gateway"
columns="MiB with them|MiB before|KiB a connection|p50 us|p99 us|p99.9 us|errors"
case_rounds=$((rounds < 3 ? rounds : 3))

prepare() {
  ((idle + 500 <= $(ulimit -n))) || fail "$idle connections need as many open files and some more, and ulimit -n is $(ulimit -n)"
  if ((idle > $(most_connections))); then
    echo "idle: HAProxy is left out, ulimit -n is below $((2 * idle + 400))" >&2
    able=$(both "$able" "nginx-auth usher netty spring-cloud-gateway")
  fi
}

ready() { halt "$1"; }
warm_up() { :; }
wake() { :; }

measure() {
  local before with result holder
  ensure "$1"
  paced_load 4 300 1 "$(origin "$1")/small" >/dev/null
  before=$(resident "$(process "$1")")
  rm -f "$dir/held" "$dir/let-go" && mkfifo "$dir/let-go"
  java_tool IdleConnections "$(port "$1")" "$(prefix "$1")/small" "$token" "$idle" <"$dir/let-go" >"$dir/held" 2>&1 &
  holder=$!
  exec 6>"$dir/let-go"
  until grep -q . "$dir/held"; do sleep 0.05; done
  grep -q "^held $idle$" "$dir/held" || fail "$1: $(cat "$dir/held")"
  result=$(paced_load 4 300 "$seconds" "$(origin "$1")/small")
  with=$(resident "$(process "$1")")
  exec 6>&-
  wait $holder
  halt "$1"
  awk -v before="$before" -v with="$with" -v n="$idle" \
    '{printf "%d %d %.1f %d %d %d %d\n", with, before, (with - before) * 1024 / n, $4, $5, $6, $7}' <<<"$result"
}
