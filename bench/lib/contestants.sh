# Who takes part: how each is built, started, stopped and reached. Sourced.

# not NGINX: nginx takes a variable of that name for sockets that it inherits
BACKEND=21080 NGINX_PORT=21081 HAPROXY=21082 USHER=21083 ADMIN=21084 USERS=21085 NETTY=21086 SCG=21087 ECHO=21088
NGINX_TLS=21091 HAPROXY_TLS=21092 USHER_TLS=21093
STUB=21094 STUB_ADMIN=21095 STUB_ROLES=21096 STUB_ROLES_ADMIN=21097 # usher before the stub that nginx asks too
ALL_CONTESTANTS="nginx-auth nginx haproxy usher netty spring-cloud-gateway"

declare -A pid # of what runs, by group

# Two of the contestants are one process.
group() { case $1 in nginx*) echo nginx ;; *) echo "$1" ;; esac; }
process() { echo "${pid[$(group "$1")]}"; }

classes() { echo "bench/contestants/$1/target/classes:bench/contestants/$1/target/lib/*"; }
flags() { echo "--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Xmx256m -XX:+UseParallelGC"; }
netty_transport() { if [ "$transport" = auto ]; then echo io_uring; else echo "$transport"; fi; }

# With a JDK of Usher's version, and again when the sources are newer.
built() { # Maven project, arguments
  local home=bench/$1 java
  [ -f "$home/target/built" ] && [ -z "$(find "$home/pom.xml" "$home/src" -newer "$home/target/built")" ] && return
  echo "building $1" >&2
  java=$(src/dist/bin/find-java --jdk)
  JAVA_HOME=${java%/bin/java} mvn -q -B -f "${2:-$home/pom.xml}" "${@:3}" process-classes >"$dir/build.log" 2>&1 || fail "$(cat "$dir/build.log")"
  touch "$home/target/built"
}

start_java() { # contestant, log, arguments
  local java name=$1 log=$2
  java=$(src/dist/bin/find-java)
  # shellcheck disable=SC2046
  "$java" $(flags) -cp "$(classes "$name")" "${@:3}" >"$dir/$log.log" 2>&1 &
}

start_usher() { # configuration
  USHER_ACCESS_LOG=OFF JAVA_OPTS=${USHER_JAVA_OPTS:--Xmx256m} "$usher_home/bin/usher" run -c "$dir/$1.yaml" >"$dir/$1.log" 2>&1 &
}

start() { # contestant: in the background, and notes its process
  case $1 in
    echo) start_java netty echo dev.usher.bench.SocketEcho "$ECHO" ;;
    nginx*) nginx -p "$dir" -c "$dir/nginx.conf" & ;;
    haproxy) haproxy -f "$dir/haproxy.cfg" >/dev/null 2>"$dir/haproxy.log" & ;;
    usher*) start_usher "$1" ;;
    netty) start_java netty netty dev.usher.bench.NettyFloor "$NETTY" "$BACKEND" "$(netty_transport)" ;;
    spring-cloud-gateway)
      start_java spring-cloud-gateway scg "-Dserver.port=$SCG" "-Dbackend=http://127.0.0.1:$BACKEND" \
        "-Decho=http://127.0.0.1:$ECHO" dev.usher.bench.SpringCloudGateway ;;
  esac
  pid[$(group "$1")]=$!
}

halt() { # contestant: ends it and waits for that
  local p=${pid[$(group "$1")]:-}
  [ -n "$p" ] || return 0
  unset "pid[$(group "$1")]"
  kill "$p" 2>/dev/null || true
  wait "$p" 2>/dev/null || true
}

ensure() { # contestant: runs and answers
  [ -n "${pid[$(group "$1")]:-}" ] && return
  start "$1"
  await "$(origin "$1")/small"
  kill -0 "$(process "$1")" 2>/dev/null || fail "$1 did not start, and something else answers on port $(port "$1")"
}

port() { # contestant
  case $1 in
    nginx*) echo $NGINX_PORT ;;
    haproxy) echo $HAPROXY ;;
    usher | usher-http) echo $USHER ;;
    usher-stub) echo $STUB ;;
    usher-stub-roles) echo $STUB_ROLES ;;
    netty) echo $NETTY ;;
    spring-cloud-gateway) echo $SCG ;;
  esac
}

# nginx without auth stands beside nginx with it.
prefix() { if [ "$1" = nginx ]; then echo /open; fi; }
origin() { echo "http://127.0.0.1:$(port "$1")$(prefix "$1")"; }

tls_origin() { # contestant
  local port
  case $1 in nginx*) port=$NGINX_TLS ;; haproxy) port=$HAPROXY_TLS ;; usher) port=$USHER_TLS ;; esac
  echo "https://127.0.0.1:$port$(prefix "$1")"
}

title_of() { # contestant
  case $1 in
    nginx-auth) echo "nginx, cached auth_request" ;;
    nginx) echo "nginx, no auth" ;;
    haproxy) echo "HAProxy, no auth" ;;
    usher) echo "Usher" ;;
    usher-http) echo "Usher, no TLS" ;;
    usher-stub) echo "Usher, one call a miss as nginx" ;;
    usher-stub-roles) echo "Usher, roles too: two calls a miss" ;;
    netty) echo "raw Netty" ;;
    spring-cloud-gateway) echo "Spring Cloud Gateway" ;;
  esac
}
