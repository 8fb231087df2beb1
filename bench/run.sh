#!/bin/bash
# Measures Usher beside what a team would pick instead, in one run on one machine: the same backend and load for all,
# interleaved rounds, medians. CPU is user + system time of a contestant's process tree per completed request.
#
#   bench/run.sh                 all cases, 5 rounds of 5 s
#   bench/run.sh --quick         2 rounds of 1 s, to see that it still works
#   CASES="small large" ROUNDS=7 SECONDS_PER_ROUND=10 bench/run.sh
#   CONTESTANTS="nginx-auth usher netty spring-cloud-gateway" bench/run.sh      the two that Maven builds are not run unasked
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
. bench/common.sh
trap stop EXIT

mkdir -p "$dir/www"
head -c 1024 /dev/zero | tr '\0' x >"$dir/www/small"
head -c 102400 /dev/zero | tr '\0' x >"$dir/www/large"
head -c 10485760 /dev/zero >"$dir/upload"
chmod -R a+rX "$dir"
for f in backend.conf nginx.conf haproxy.cfg usher.yaml; do fill $f; done
echo "transport: ${TRANSPORT:-auto}" >>"$dir/usher.yaml"

./usher version >/dev/null
nginx -p "$dir" -c "$dir/backend.conf" & pid[backend]=$!
./usher demo --port 0 --user-server-port "$USERS" >"$dir/demo.log" 2>&1 & pid[users]=$!
await "http://127.0.0.1:$USERS/"
start usher # always: it is where the token comes from
await "$(origin usher)/auth/valid"
for c in $contestants; do
  case $c in netty | spring-cloud-gateway) built "$c" ;; esac
  [ -n "${pid[$(group "$c")]:-}" ] || start "$c"
  await "$(origin "$c")/small"
done
token=$(curl -s "http://127.0.0.1:$USHER/auth/login" -H content-type:application/json \
  -d '{"login":"alice@example.com","password":"wonderland"}' | jq -r '."user-token"')

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
