#!/bin/bash
# Measures Usher beside what a team would pick instead, in one run on one machine: the same backend and load for all,
# interleaved rounds, medians. CPU is user + system time of a contestant's process tree per completed request.
#
#   bench/run.sh                 all cases, 5 rounds of 5 s
#   bench/run.sh --quick         2 rounds of 1 s, to see that it still works
#   CASES="small large" ROUNDS=7 SECONDS_PER_ROUND=10 bench/run.sh
#   TRANSPORT=epoll bench/run.sh                         what Usher's sockets are served by; auto: io_uring where it can be
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

rounds=${ROUNDS:-5} seconds=${SECONDS_PER_ROUND:-5} cases=${CASES:-small rate large upload}
[ "${1:-}" = --quick ] && { rounds=2; seconds=1; }
rate=${RATE:-3000}
warm=${WARM:-20}
[ "${1:-}" = --quick ] && warm=1
contestants=${CONTESTANTS:-nginx-auth nginx haproxy usher}

missing=
for tool in nginx haproxy wrk jq; do command -v $tool >/dev/null || missing="$missing $tool"; done
if [ -n "$missing" ]; then
  echo "installing$missing" >&2
  apt-get install -y -qq ${missing/nginx/nginx-light} >/dev/null
fi

dir=$(mktemp -d)
# not NGINX: nginx takes a variable of that name for sockets that it inherits
BACKEND=21080 NGINX_PORT=21081 HAPROXY=21082 USHER=21083 ADMIN=21084 USERS=21085
declare -A pid
stop() {
  for p in "${pid[@]}"; do kill "$p" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$dir"
}
trap stop EXIT

fill() { # template, result
  sed -e "s:@DIR@:$dir:g" -e "s:@BACKEND@:$BACKEND:g" -e "s:@NGINX@:$NGINX_PORT:g" -e "s:@HAPROXY@:$HAPROXY:g" \
    -e "s:@USHER@:$USHER:g" -e "s:@ADMIN@:$ADMIN:g" -e "s:@USERS@:$USERS:g" "bench/contestants/$1" >"$dir/$1"
}
await() { # url
  for _ in $(seq 300); do curl -s -o /dev/null "$1" && return; sleep 0.1; done
  echo "nothing answers at $1" >&2; exit 1
}

mkdir -p "$dir/www"
head -c 1024 /dev/zero | tr '\0' x >"$dir/www/small"
head -c 102400 /dev/zero | tr '\0' x >"$dir/www/large"
head -c 10485760 /dev/zero >"$dir/upload"
chmod -R a+rX "$dir"
for f in backend.conf nginx.conf haproxy.cfg usher.yaml; do fill $f; done
echo "transport: ${TRANSPORT:-auto}" >>"$dir/usher.yaml"

./usher version >/dev/null
nginx -p "$dir" -c "$dir/backend.conf" & pid[backend]=$!
nginx -p "$dir" -c "$dir/nginx.conf" & pid[nginx]=$!
haproxy -f "$dir/haproxy.cfg" >/dev/null & pid[haproxy]=$!
./usher demo --port 0 --user-server-port "$USERS" >"$dir/demo.log" 2>&1 & pid[users]=$!
await "http://127.0.0.1:$USERS/"
USHER_ACCESS_LOG=OFF JAVA_OPTS="${USHER_JAVA_OPTS:--Xmx256m}" ./usher run -c "$dir/usher.yaml" >"$dir/usher.log" 2>&1 & pid[usher]=$!
await "http://127.0.0.1:$USHER/auth/valid"
await "http://127.0.0.1:$NGINX_PORT/"
await "http://127.0.0.1:$HAPROXY/small"
token=$(curl -s "http://127.0.0.1:$USHER/auth/login" -H content-type:application/json \
  -d '{"login":"alice@example.com","password":"wonderland"}' | jq -r '."user-token"')

origin() {
  case $1 in
    nginx-auth) echo "http://127.0.0.1:$NGINX_PORT" ;;
    nginx) echo "http://127.0.0.1:$NGINX_PORT/open" ;;
    haproxy) echo "http://127.0.0.1:$HAPROXY" ;;
    usher) echo "http://127.0.0.1:$USHER" ;;
  esac
}
process() { case $1 in nginx*) echo "${pid[nginx]}" ;; *) echo "${pid[$1]}" ;; esac; }
tree() { echo "$1"; for c in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$c"; done; }
ticks() { # user + system time of a process tree, in clock ticks
  for p in $(tree "$1"); do sed 's/.*) //' "/proc/$p/stat" 2>/dev/null; done | awk '{t += $12 + $13} END {print t + 0}'
}
resident() { for p in $(tree "$1"); do awk '/^VmRSS/ {print $2}' "/proc/$p/status"; done | awk '{r += $1} END {print int(r / 1024)}'; }
machine_ticks() { awk '/^cpu / {print $2 + $3 + $4 + $7 + $8}' /proc/stat; }

cat >"$dir/report.lua" <<'LUA'
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status + summary.errors.read + summary.errors.timeout))
end
LUA
cat >"$dir/paced.lua" <<'LUA'
-- wrk has no rate of its own: every connection waits so that all together send about the wanted number a second
local connections, rate = tonumber(os.getenv("CONNECTIONS")), tonumber(os.getenv("RATE"))
function delay() return math.floor(1000 * connections / rate) end
LUA
cat "$dir/report.lua" >>"$dir/paced.lua"

measure() { # case, contestant: microseconds a request, requests a second, p50, p99, errors, MiB, machine microseconds a request
  local p url before machine result
  p=$(process "$2") url=$(origin "$2")
  before=$(ticks "$p") machine=$(machine_ticks)
  case $1 in
    small) result=$(wrk -t1 -c64 -d"${seconds}s" -s "$dir/report.lua" -H "Authorization: Bearer $token" "$url/small" | grep RESULT) ;;
    rate) result=$(CONNECTIONS=32 RATE=$rate wrk -t1 -c32 -d"${seconds}s" -s "$dir/paced.lua" -H "Authorization: Bearer $token" "$url/small" | grep RESULT) ;;
    large) result=$(wrk -t1 -c64 -d"${seconds}s" -s "$dir/report.lua" -H "Authorization: Bearer $token" "$url/large" | grep RESULT) ;;
    upload)
      local n=0 start end
      start=$(date +%s%N)
      while :; do
        curl -s -o /dev/null -H Expect: -H "Authorization: Bearer $token" -T "$dir/upload" -X POST "$url/upload"
        n=$((n + 1)); end=$(date +%s%N)
        [ $((end - start)) -ge $((seconds * 1000000000)) ] && break
      done
      result="RESULT $n $(((end - start) / 1000)) 0 0 0" ;;
  esac
  awk -v b="$before" -v a="$(ticks "$p")" -v mb="$machine" -v ma="$(machine_ticks)" -v hz="$(getconf CLK_TCK)" -v rss="$(resident "$p")" \
    '{printf "%.1f %.0f %d %d %d %d %.1f\n", (a - b) * 1e6 / hz / $2, $2 * 1e6 / $3, $4, $5, $6, rss, (ma - mb) * 1e6 / hz / $2}' <<<"$result"
}
median() { sort -n | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

# a JVM compiles what runs often; everybody gets the same time for it
for c in $contestants; do
  wrk -t1 -c64 -d"${warm}s" -H "Authorization: Bearer $token" "$(origin "$c")/small" >/dev/null
done

echo "$(nproc) cores, $(uname -sr), $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1); $rounds rounds of $seconds s"
./usher version
for case in $cases; do
  for c in $contestants; do measure "$case" "$c" >/dev/null; done # warm
  for _ in $(seq "$rounds"); do
    for c in $contestants; do measure "$case" "$c" >>"$dir/$case-$c"; done
  done
  printf '\n%-12s %12s %8s %12s %9s %9s %7s %6s %14s\n' "$case" 'cpu us/req' ratio 'requests/s' 'p50 us' 'p99 us' errors MiB 'machine us/req'
  base=$(cut -d' ' -f1 "$dir/$case-nginx-auth" 2>/dev/null | median || echo 1)
  for c in $contestants; do
    row=$(for f in 1 2 3 4 5 6 7; do cut -d' ' -f$f "$dir/$case-$c" | median; done | tr '\n' ' ')
    read -r cpu rps p50 p99 errors mib all <<<"$row"
    printf '%-12s %12s %8s %12s %9s %9s %7s %6s %14s\n' "$c" "$cpu" "$(awk "BEGIN {printf \"%.2f\", $cpu / $base}")" "$rps" "$p50" "$p99" "$errors" "$mib" "$all"
  done
done
