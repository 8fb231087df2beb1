# What stands around the contestants: tools, files, the service behind all of them, the user server, a token. Sourced.

fail() { echo "$*" >&2; exit 1; }

install_tools() {
  local tool missing=()
  for tool in nginx haproxy wrk jq openssl curl; do command -v $tool >/dev/null || missing+=("$tool"); done
  command -v h2load >/dev/null || missing+=(nghttp2-client)
  ((${#missing[@]} == 0)) && return
  echo "installing ${missing[*]}" >&2
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

build_all() { # contestants
  ./usher version >/dev/null
  # a plain Maven build leaves none
  [ -f "$usher_home/lib/usher.aot" ] || "$usher_home/bin/usher" train </dev/null >"$dir/train.log" 2>&1 || fail "$(cat "$dir/train.log")"
  built contestants/netty # the load generators are there too
  built jmh bench/pom.xml -pl jmh -am -Dcheckstyle.skip -Dspotless.check.skip=true # with the gateway's own classes
  case " $* " in *" spring-cloud-gateway "*) built contestants/spring-cloud-gateway ;; esac
}

fill() { # template, name: into $dir, with its ports
  local name script=
  for name in BACKEND HAPROXY USHER ADMIN USERS ECHO NGINX_TLS HAPROXY_TLS USHER_TLS STUB STUB_ADMIN; do
    script="$script;s:@$name@:${!name}:g"
  done
  sed -e "s:@DIR@:$dir:g;s:@NGINX@:$NGINX_PORT:g;s:@CONNECTIONS@:$(most_connections):g$script" "bench/contestants/$1" >"$dir/${2:-$1}"
}

# Proxies need two descriptors for each.
most_connections() { local files; files=$(ulimit -n); echo $((files / 2 - 200 < 12000 ? files / 2 - 200 : 12000)); }

await() { # url
  local _
  for _ in $(seq 600); do curl -sk -o /dev/null "$1" && return; sleep 0.05; done
  fail "nothing answers at $1, see $(tail -n 5 "$dir"/*.log)"
}

write_files() {
  local f
  mkdir -p "$dir/www"
  head -c 1024 /dev/zero | tr '\0' x >"$dir/www/small"
  head -c 102400 /dev/zero | tr '\0' x >"$dir/www/large"
  head -c 10485760 /dev/zero >"$dir/upload"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -keyout "$dir/tls.key" -out "$dir/tls.crt" 2>/dev/null
  cat "$dir/tls.crt" "$dir/tls.key" >"$dir/tls.pem"
  for f in backend.conf nginx.conf haproxy.cfg usher.yaml usher-stub.yaml; do fill $f; done
  STUB=$STUB_ROLES STUB_ADMIN=$STUB_ROLES_ADMIN fill usher-stub.yaml usher-stub-roles.yaml
  sed -i '/^identity:/d' "$dir/usher-stub-roles.yaml"
  fill usher.yaml usher-http.yaml
  sed -i '/^  https:/d' "$dir/usher-http.yaml"
  for f in usher usher-http usher-stub usher-stub-roles; do echo "transport: $transport" >>"$dir/$f.yaml"; done
  chmod -R a+rX "$dir"
}

set_stage() {
  nginx -p "$dir" -c "$dir/backend.conf" & pid[backend]=$!
  "$usher_home/bin/usher" demo --port 0 --user-server-port "$USERS" --quiet >"$dir/demo.log" 2>&1 & pid[users]=$!
  await "http://127.0.0.1:$USERS/"
  await "http://127.0.0.1:$BACKEND/small"
  ensure usher # it is where the token comes from
  token=$(curl -s "http://127.0.0.1:$USHER/auth/login" -H content-type:application/json \
    -d '{"login":"alice@example.com","password":"wonderland"}' | jq -r '."user-token"')
  [ "${#token}" -gt 20 ] || fail "no token: $token"
}

clear_stage() {
  local p
  for p in "${pid[@]}"; do kill "$p" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$dir"
}
