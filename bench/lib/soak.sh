# An ordinary mixture at a rate that leaves room, for long: does anything grow? Sourced.

SAMPLE=30 # seconds of load before each look

write_mixture() {
  cat >"$dir/mixture.lua" <<'LUA'
local mean, given, tokens = 1000 * tonumber(os.getenv("CONNECTIONS")) / tonumber(os.getenv("RATE")), os.getenv("TOKEN"), {}
local login = '{"login":"alice@example.com","password":"wonderland"}'
refused, wrong = 0, 0
function setup(thread) threads = threads or {}; table.insert(threads, thread) end
function init() math.randomseed(os.time()) end
function delay() return math.floor(-mean * math.log(1 - math.random()) + math.random()) end
local function with(method, path, token, body)
  local headers = {["Authorization"] = token and "Bearer " .. token, ["Content-Type"] = "application/json"}
  return wrk.format(method, path, headers, body)
end
function request()
  local dice, token = math.random(1000), tokens[math.random(#tokens + 1)] or given
  if dice <= 10 then return with("POST", "/auth/login", nil, login) end
  if dice <= 15 and #tokens > 0 then return with("POST", "/auth/logout", table.remove(tokens, 1), "") end
  if dice <= 25 then return with("GET", "/small", "us1.never" .. dice) end
  if dice <= 45 then return with("GET", "/large", token) end
  if dice <= 65 then return with("POST", "/upload", token, string.rep("x", 4096)) end
  return with("GET", "/small", token)
end
function response(status, headers, body)
  local token = string.match(body, '"user%-token":"([^"]+)"')
  if token then table.insert(tokens, token) end
  if status == 401 then refused = refused + 1 elseif status ~= 200 and status ~= 204 then wrong = wrong + 1 end
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(99),
    threads[1]:get("refused"), threads[1]:get("wrong") + e.read + e.write + e.connect + e.timeout))
end
LUA
}

# A session is known until it is too old, though it be idle: here that is soon, so that logins do not pass for a leak.
write_soak_file() {
  sed -e 's/^session: {/session: { idle: 5m, max-age: 10m,/' -e '$a login: { throttle: { per-ip: off, per-account: off } }' "$dir/usher.yaml" >"$dir/usher-soak.yaml"
}

mixture() { # WebSockets open, talk for a second and close while the requests go on
  local sockets result
  # Bob's: of a user with ever more logins, as Alice is here, the user server ends the first
  token=$(curl -s "$(origin usher)/auth/login" -H content-type:application/json \
    -d '{"login":"bob@example.com","password":"builder"}' | jq -r '."user-token"')
  java_tool SocketLoad "$(port usher)" /ws/echo "$token" 20 1 >"$dir/sockets" & sockets=$!
  result=$(CONNECTIONS=20 RATE=$soak_rate TOKEN=$token wrk -t1 -c20 -d${SAMPLE}s --timeout 5s -s "$dir/mixture.lua" "$(origin usher)" | grep RESULT)
  wait $sockets
  awk -v sockets="$(awk '/^RESULT/ {n = $7; done = 1} END {print done ? n : 1}' "$dir/sockets")" \
    '{printf "%.0f|%d|%d|%d\n", $2 * 1e6 / $3, $4, $5, $6 + sockets}' <<<"$result"
}

live_heap() { # process: MiB that a full collection leaves
  local java
  java=$(src/dist/bin/find-java --jdk)
  "${java%java}jcmd" "$1" GC.run >/dev/null
  "${java%java}jcmd" "$1" GC.heap_info | sed -n 's/.*total .*, used \([0-9]*\)K.*/\1/p' | awk '{k += $1} END {printf "%.1f\n", k / 1024}'
}

run_soak() { # minutes
  local p i mixed samples=$(($1 * 60 / SAMPLE))
  write_mixture
  halt usher
  write_soak_file
  start_usher usher-soak
  pid[usher]=$!
  await "$(origin usher)/small"
  start echo
  p=$(process usher)
  echo "minute|MiB|MiB live in the heap|requests/s|p99 us|refused|errors" | tee "$all_results/soak-table" | tr '|' '\t'
  for i in $(seq "$samples"); do
    mixed=$(mixture)
    echo "$((i * SAMPLE / 60))|$(resident "$p")|$(live_heap "$p")|$mixed" | tee -a "$all_results/soak-table" | tr '|' '\t'
  done
  judge_soak <"$all_results/soak-table"
}

# The last quarter beside the second, since compilers and pools need the first.
judge_soak() {
  awk -F'|' '
    function middle(column, from, to,   n, i, j, v, t) {
      for (i = from; i <= to; i++) v[++n] = value[i, column]
      for (i = 2; i <= n; i++) for (j = i; j > 1 && v[j] < v[j - 1]; j--) {t = v[j]; v[j] = v[j - 1]; v[j - 1] = t}
      return v[int((n + 1) / 2)]
    }
    NR > 1 {n++; for (c = 2; c <= 7; c++) value[n, c] = $c + 0; errors += $7}
    END {
      q = int(n / 4); if (q < 1) {print "too short to say"; exit}
      rss = middle(2, n - q + 1, n) - middle(2, q + 1, 2 * q)
      live = middle(3, n - q + 1, n) - middle(3, q + 1, 2 * q)
      printf "from the second quarter to the last: resident %+d MiB, live heap %+.1f MiB, %d errors: ", rss, live, errors
      print rss <= 8 && live <= 2 && errors == 0 ? "flat" : "NOT flat"
    }'
}
