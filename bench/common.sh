# What every contestant and case of bench/run.sh uses. Sourced.

# not NGINX: nginx takes a variable of that name for sockets that it inherits
BACKEND=21080 NGINX_PORT=21081 HAPROXY=21082 USHER=21083 ADMIN=21084 USERS=21085 NETTY=21086 SCG=21087
declare -A pid

stop() {
  for p in "${pid[@]}"; do kill "$p" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$dir"
}

fill() { # template: into $dir, with its ports
  sed -e "s:@DIR@:$dir:g" -e "s:@BACKEND@:$BACKEND:g" -e "s:@NGINX@:$NGINX_PORT:g" -e "s:@HAPROXY@:$HAPROXY:g" \
    -e "s:@USHER@:$USHER:g" -e "s:@ADMIN@:$ADMIN:g" -e "s:@USERS@:$USERS:g" "bench/contestants/$1" >"$dir/$1"
}

await() { # url
  for _ in $(seq 600); do curl -s -o /dev/null "$1" && return; sleep 0.05; done
  echo "nothing answers at $1" >&2; exit 1
}

built() { # directory of a contestant: builds it once, and again when it changed
  local home=bench/contestants/$1 java
  [ -d "$home/target/lib" ] && [ -z "$(find "$home/pom.xml" "$home/src" -newer "$home/target/lib")" ] && return
  echo "building $1" >&2
  java=$(src/dist/bin/find-java --jdk)
  JAVA_HOME=${java%/bin/java} mvn -q -B -f "$home/pom.xml" process-classes >"$dir/build.log" 2>&1 || { cat "$dir/build.log" >&2; exit 1; }
  touch "$home/target/lib"
}

start() { # contestant: starts it in the background and notes its process
  local java
  java=$(src/dist/bin/find-java)
  case $1 in
    nginx*) nginx -p "$dir" -c "$dir/nginx.conf" & ;;
    haproxy) haproxy -f "$dir/haproxy.cfg" >/dev/null & ;;
    usher) USHER_ACCESS_LOG=OFF JAVA_OPTS="${USHER_JAVA_OPTS:--Xmx256m}" ./usher run -c "$dir/usher.yaml" >"$dir/usher.log" 2>&1 & ;;
    netty) "$java" --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Xmx256m -XX:+UseParallelGC \
      -cp "bench/contestants/netty/target/classes:bench/contestants/netty/target/lib/*" dev.usher.bench.NettyFloor \
      "$NETTY" "$BACKEND" "$(netty_transport)" >"$dir/netty.log" 2>&1 & ;;
    spring-cloud-gateway) "$java" --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Xmx256m \
      -XX:+UseParallelGC -Dserver.port=$SCG "-Dbackend=http://127.0.0.1:$BACKEND" \
      -cp "bench/contestants/spring-cloud-gateway/target/classes:bench/contestants/spring-cloud-gateway/target/lib/*" \
      dev.usher.bench.SpringCloudGateway >"$dir/scg.log" 2>&1 & ;;
  esac
  pid[$(group "$1")]=$!
}

group() { case $1 in nginx*) echo nginx ;; *) echo "$1" ;; esac; } # two of the contestants are one process
process() { echo "${pid[$(group "$1")]}"; }

origin() {
  case $1 in
    nginx-auth) echo "http://127.0.0.1:$NGINX_PORT" ;;
    nginx) echo "http://127.0.0.1:$NGINX_PORT/open" ;;
    haproxy) echo "http://127.0.0.1:$HAPROXY" ;;
    usher) echo "http://127.0.0.1:$USHER" ;;
    netty) echo "http://127.0.0.1:$NETTY" ;;
    spring-cloud-gateway) echo "http://127.0.0.1:$SCG" ;;
  esac
}

tree() { echo "$1"; for c in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$c"; done; }
ticks() { # user + system time of process trees, in clock ticks
  for root in "$@"; do for p in $(tree "$root"); do sed 's/.*) //' "/proc/$p/stat" 2>/dev/null; done; done |
    awk '{t += $12 + $13} END {print t + 0}'
}
resident() { # MiB
  for p in $(tree "$1"); do awk '/^VmRSS/ {print $2}' "/proc/$p/status"; done | awk '{r += $1} END {print int(r / 1024)}'
}
machine_ticks() { awk '/^cpu / {print $2 + $3 + $4 + $7 + $8}' /proc/stat; }
median() { sort -n | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
netty_transport() { case ${TRANSPORT:-auto} in auto) echo io_uring ;; *) echo "$TRANSPORT" ;; esac; }
