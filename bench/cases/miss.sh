# Everybody asks the same stub, on kept connections. nginx and Spring Cloud Gateway make one call, and Usher does so
# where no header needs roles; with its default headers it makes two.
title="Cache miss: every token new, 64 connections, saturated"
able="nginx-auth usher-stub usher-stub-roles spring-cloud-gateway"
in_smoke="nginx-auth usher-stub"
case " $contestants " in *" usher "*) contestants="$contestants usher-stub usher-stub-roles" ;; esac

before_round() { # sealed by Usher's own code, so that it opens them as it would any
  local java
  java=$(src/dist/bin/find-java)
  TOKENS=$dir/tokens
  export TOKENS
  "$java" -cp "bench/jmh/target/classes:$usher_home/lib/*" dev.usher.session.MintTokens "$dir/usher-stub.yaml" \
    $(($1 * 40000)) >"$TOKENS"
}

load() { wrk_load tokens 64 "$2" "$(origin "$1")/small"; }
