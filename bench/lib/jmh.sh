# The microbenchmarks, on the class path of the distribution that the other cases run. Sourced.

USUAL_JMH=(-f 1 -wi 3 -i 5 -w 1 -r 1 -prof gc)

run_jmh() { # JMH's arguments, instead of the usual ones
  local java
  java=$(src/dist/bin/find-java)
  "$java" --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -XX:+UseParallelGC -XX:+UseCompactObjectHeaders \
    -cp "bench/jmh/target/classes:bench/jmh/target/lib/*:$usher_home/lib/*" org.openjdk.jmh.Main "${@:-${USUAL_JMH[@]}}"
}

# Each benchmark runs for a moment, here and not in a JVM of its own, and has a score.
smoke_jmh() {
  local wanted
  wanted=$(grep -rc '^    @Benchmark' bench/jmh/src | awk -F: '{n += $2} END {print n}')
  run_jmh -foe true -f 0 -wi 0 -i 1 -r 50ms -rff "$dir/jmh.json" -rf json >"$dir/jmh.log" 2>&1 || fail "$(tail -n 40 "$dir/jmh.log")"
  [ "$(jq 'map(select(.primaryMetric.score > 0)) | length' "$dir/jmh.json")" = "$wanted" ] || fail "of $wanted microbenchmarks some have no score"
  echo "$wanted microbenchmarks run" >&2
}
