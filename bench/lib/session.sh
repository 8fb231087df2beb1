# A day of sessions in simulated time, on the class path of the distribution. Sourced.

run_session() { # the share of the usual number of visitors; none: all
  local java
  built session bench/pom.xml -pl session -am -Dcheckstyle.skip -Dspotless.check.skip=true
  java=$(src/dist/bin/find-java)
  USHER_LOG=OFF "$java" --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Xmx256m -XX:+UseParallelGC \
    -cp "bench/session/target/classes:$usher_home/lib/*" dev.usher.session.SimulatedDay "$@"
}

# A day of a few visitors, which keeps every promise that the table is read for.
smoke_session() {
  (run_session 0.03) >"$dir/session.log" 2>&1 || fail "$(cat "$dir/session.log")"
  echo "a day of sessions goes by" >&2
}
