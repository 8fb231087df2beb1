# What the kernel knows of processes and of the whole machine, and the middle of several measurements. Sourced.

tree() { # process: it and all that it started
  local child
  echo "$1"
  cat /proc/"$1"/task/*/children 2>/dev/null | tr ' ' '\n' | while read -r child; do tree "$child"; done
}

ticks() { # process: user and system time of its tree, in clock ticks
  local p
  for p in $(tree "$1"); do sed 's/.*) //' "/proc/$p/stat" 2>/dev/null || true; done |
    awk '{t += $12 + $13} END {print t + 0}'
}

# Everything but idling and what a hypervisor took: interrupts and kernel threads too, where io_uring may move work to.
machine_ticks() { awk '/^cpu / {print $2 + $3 + $4 + $7 + $8}' /proc/stat; }

resident() { # process: MiB of its tree
  local p
  for p in $(tree "$1"); do awk '/^VmRSS/ {print $2}' "/proc/$p/status" 2>/dev/null || true; done |
    awk '{r += $1} END {printf "%.0f\n", r / 1024}'
}

median() { sort -n | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

micros() { echo "${EPOCHREALTIME/./}"; }

describe_machine() {
  echo "$(nproc) cores ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)), $(uname -sr)," \
    "$(awk '/^MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo)"
}

describe_versions() {
  local java
  java=$(src/dist/bin/find-java)
  echo "$("$usher_home/bin/usher" version | paste -sd' '), commit $(git rev-parse --short HEAD)$(git diff --quiet HEAD || echo ' and changes');" \
    "$(nginx -v 2>&1 | sed 's/.*: //'), $(haproxy -v | sed -n '1s/HAProxy version \([^ -]*\).*/haproxy \1/p')," \
    "$("$java" -version 2>&1 | sed -n '2s/.*(build \(.*\))/JDK \1/p')"
}
