# Usher with the ahead-of-time cache that its build makes, and with certificates to read and without. The user server and
# the service are there already.
title="Start: milliseconds from starting the process to the first 200 of an authenticated, proxied request"
able="nginx-auth haproxy usher usher-http netty spring-cloud-gateway"
in_smoke="nginx-auth usher-http"
case " $contestants " in *" usher "*) contestants="$contestants usher-http" ;; esac
columns="ms to first 200|cpu ms until then|MiB then"
case_rounds=$starts

prepare() { halt usher; } # usher and usher-http have one port, where only one of them must answer
ready() { halt "$1"; }
wake() { :; }
warm_up() { measure "$1"; halt "$1"; } # the files come from the disk the first time

measure() {
  local began took p
  [ -p "$dir/never" ] || mkfifo "$dir/never"
  exec 8<>"$dir/never"
  began=$(micros)
  start "$1"
  until probe "$(port "$1")"; do
    (($(micros) - began < 60000000)) || fail "$1 does not start: $(tail -n 5 "$dir"/*.log)"
    read -r -t 0.002 -u 8 _ || true # sleeps without a process
  done
  took=$(($(micros) - began)) p=$(process "$1")
  awk -v us=$took -v t="$(ticks "$p")" -v hz="$(getconf CLK_TCK)" -v rss="$(resident "$p")" \
    'BEGIN {printf "%.0f %.0f %d\n", us / 1000, t * 1000 / hz, rss}'
  halt "$1"
}

probe() { # port: whether a request is answered with 200; curl would cost what a start of nginx costs
  local status
  { exec 7<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET /small HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n' "$token" >&7 2>/dev/null || true
  read -r -t 10 -u 7 _ status _ 2>/dev/null || status=
  exec 7>&-
  [ "$status" = 200 ]
}
