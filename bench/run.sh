#!/usr/bin/env bash
# Measures Usher beside what a team would pick instead: the same backend and load for all, interleaved rounds, medians.
# What is measured and how to read it is in bench/README.md.
#
#   bench/run.sh                 all cases, 9 rounds of 2 s: about three quarters of an hour
#   bench/run.sh --quick         2 rounds of 1 s, to see how things are
#   bench/run.sh --smoke         seconds; fails when a case does not work any more
#   bench/run.sh --build         only installs and builds what the others need
#   bench/run.sh --markdown      the tables of all that was measured last, for RESULTS.md
#   bench/run.sh --jmh [ARGS]    the microbenchmarks
#   bench/run.sh --soak [MIN]    mixed requests, 200/s (SOAK_RATE) for 60 minutes: does memory grow?
#   bench/run.sh --session       a day of sessions in simulated time: calls to the user server, and how old answers get
#
#   CASES="small tls"  CONTESTANTS="nginx-auth usher"  ROUNDS=7  SECONDS_PER_ROUND=10  WARM=20   which, and how long
#   TRANSPORT=epoll    Usher's and raw Netty's sockets; auto is io_uring where it can be
#   USHER_JAVA_OPTS=-Xmx128m  RATE=3000 (rate)  SOCKETS=1000 (websocket)  IDLE=10000 (idle)  STARTS=7 (startup)  SOAK=60 (minutes)
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

ALL_CASES="small rate large upload tls http2 websocket miss startup idle soak"
mode=${1:-}
rounds=${ROUNDS:-9} seconds=${SECONDS_PER_ROUND:-2} warm=${WARM:-25} cases=${CASES:-$ALL_CASES}
rate=${RATE:-3000} sockets=${SOCKETS:-1000} idle=${IDLE:-10000} starts=${STARTS:-7}
soak_seconds=$((${SOAK:-1} * 60)) soak_rate=${SOAK_RATE:-200}
transport=${TRANSPORT:-auto} smoke=
usher_home=target/usher-$(sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml | head -n 1)
all_results=bench/target/results/$transport

for part in machine contestants stage load table case jmh session soak; do
  # shellcheck source=/dev/null
  . "bench/lib/$part.sh"
done
contestants=${CONTESTANTS:-}

case $mode in
  --quick) rounds=2 seconds=1 warm=1 starts=2 ;;
  --smoke)
    smoke=yes rounds=1 seconds=1 warm=0 starts=1 idle=300 sockets=50 soak_seconds=1
    all_results=bench/target/smoke ;;
  --markdown) print_markdown; exit ;;
  --build | --jmh | --session | --soak | '') ;;
  *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;;
esac

ulimit -n 32768 2>/dev/null || ulimit -n "$(ulimit -Hn)"
dir=$(mktemp -d -p "$(if [ -w /dev/shm ]; then echo /dev/shm; else echo /tmp; fi)") # no disk in the measurements
trap clear_stage EXIT
if [ "$mode" = --session ]; then
  ./usher version >/dev/null
  run_session "${@:2}"
  exit
fi
install_tools
[ "$mode" != --soak ] || contestants=usher
[ -n "$contestants$smoke" ] || contestants=$ALL_CONTESTANTS
build_all "$contestants"

case $mode in
  --build) exit ;;
  --jmh) run_jmh "${@:2}"; exit ;;
esac

write_files
write_scripts
echo "$(describe_machine); $(describe_versions); $rounds rounds of $seconds s, transport $transport"
set_stage
if [ "$mode" = --soak ]; then mkdir -p "$all_results" && run_soak "${2:-60}"; exit; fi
for case in $cases; do
  [ -f "bench/cases/$case.sh" ] || fail "there is no case $case, but $ALL_CASES"
  run_case "$case"
done
if [ -n "$smoke" ]; then smoke_jmh; smoke_session; fi
