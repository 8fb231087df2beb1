title="WebSocket echo, 64 bytes, $sockets connections with one message under way each; a request is a message there and back"
able="nginx-auth nginx haproxy usher spring-cloud-gateway"
in_smoke="nginx-auth haproxy usher"

prepare() {
  [ -n "${pid[echo]:-}" ] && return
  start echo
  until (: <"/dev/tcp/127.0.0.1/$ECHO") 2>/dev/null; do sleep 0.05; done
}

load() { java_tool SocketLoad "$(port "$1")" "$(prefix "$1")/ws/echo" "$token" "$sockets" "$2"; }
