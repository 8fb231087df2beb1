# Load, and what came of it. Every generator ends in one line: RESULT requests microseconds p50 p99 p99.9 errors. Sourced.

write_scripts() {
  cat >"$dir/report.lua" <<'LUA'
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), latency:percentile(99.9), errors.status + errors.read + errors.write + errors.connect + errors.timeout))
end
LUA
  # wrk has no rate of its own. Each connection waits for a while of random length, so that they do not march in step
  # and together send about the wanted number a second; how long wrk waits is not part of the latency.
  cat - "$dir/report.lua" >"$dir/paced.lua" <<'LUA'
local mean = 1000 * tonumber(os.getenv("CONNECTIONS")) / tonumber(os.getenv("RATE"))
function init() math.randomseed(os.time()) end
function delay() return math.floor(-mean * math.log(1 - math.random()) + math.random()) end
LUA
  # A new token with each request, from a file; when that is at its end, the answers are errors. It must not be asked for
  # more then: Lua ends the process.
  cat - "$dir/report.lua" >"$dir/tokens.lua" <<'LUA'
local tokens
function init() tokens = io.lines(os.getenv("TOKENS")) end
function request()
  local token = tokens and tokens()
  if not token then tokens = nil end
  return "GET " .. wrk.path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " .. (token or "ran.out") .. "\r\n\r\n"
end
LUA
}

wrk_load() { # script, connections, seconds, url
  wrk -t1 -c"$2" -d"$3s" --timeout 5s -s "$dir/$1.lua" -H "Authorization: Bearer $token" "$4" | grep RESULT
}

paced_load() { # connections, requests a second, seconds, url
  CONNECTIONS=$1 RATE=$2 wrk_load paced "$1" "$3" "$4"
}

# h2load tells means only, but writes every request down: when it began, its status, how long it took.
h2load_load() { # connections, streams, seconds, url
  h2load -t1 -c"$1" -m"$2" -D "$3" --log-file="$dir/h2load.log" -H "authorization: Bearer $token" "$4" >"$dir/h2load.out" 2>&1
  awk '{print $3, $2 == 200 ? 0 : 1; if (NR == 1) first = $1; last = $1 + $3} END {print "span", last - first}' "$dir/h2load.log" | summary
  rm "$dir/h2load.log"
}

upload_load() { # seconds, url
  local began took
  began=$(micros)
  {
    while (($(micros) - began < $1 * 1000000)); do
      took=$(curl -s -o /dev/null -w '%{time_total} %{http_code}' -H Expect: -H "Authorization: Bearer $token" -T "$dir/upload" -X POST "$2") || true
      awk '{printf "%d %d\n", $1 * 1e6, $2 < 300 ? 0 : 1}' <<<"$took"
    done
    echo "span $(($(micros) - began))"
  } | summary
}

# Lines of "microseconds failed", and one of "span microseconds".
summary() {
  sort -n | awk '
    /^span/ {span = $2; next}
    {v[++n] = $1; errors += $2}
    function at(p) {i = int(n * p + 0.999999); return v[i < 1 ? 1 : i]}
    END {printf "RESULT %d %d %d %d %d %d\n", n, span, at(.5), at(.99), at(.999), errors}'
}

java_tool() { # class, arguments: of those beside the Netty floor
  local java
  java=$(src/dist/bin/find-java)
  # shellcheck disable=SC2046
  "$java" $(flags) -Xlog:disable -cp "$(classes netty)" "dev.usher.bench.$1" "${@:2}"
}

# Runs a load against a contestant: microseconds of CPU a request, requests a second, p50, p99, p99.9, errors, MiB,
# microseconds of the whole machine a request.
with_cpu() { # contestant, command
  local p before machine result
  p=$(process "$1")
  before=$(ticks "$p") machine=$(machine_ticks)
  result=$("${@:2}") || fail "$1: ${*:2} failed"
  awk -v used=$(($(ticks "$p") - before)) -v all=$(($(machine_ticks) - machine)) -v hz="$(getconf CLK_TCK)" -v rss="$(resident "$p")" \
    '{n = $2 ? $2 : 1e-9; printf "%.1f %.0f %d %d %d %d %d %.1f\n", used * 1e6 / hz / n, $2 * 1e6 / $3, $4, $5, $6, $7, rss, all * 1e6 / hz / n}' <<<"$result"
}
