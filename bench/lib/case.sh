# What a case is unless its file says otherwise, and how it is run. Sourced.
#
# A case prints a line of numbers for each contestant and round, one for each of its columns. The first is what the
# contestants are compared by; a column named "errors" must be 0.

case_defaults() {
  title=
  able=$ALL_CONTESTANTS         # who can do this
  in_smoke="nginx-auth usher"   # who is enough to see whether it works; between the cases, everybody that CI can afford
  columns="cpu us/req|requests/s|p50 us|p99 us|p99.9 us|errors|MiB|machine us/req"
  case_rounds=$rounds
  prepare() { :; }                            # once, before anybody starts
  ready() { ensure "$1"; }                    # contestant: starts it
  load() { fail "a case without a load"; }    # contestant, seconds
  warm_up() { load "$1" "$warm"; }            # a JVM compiles what runs often; everybody gets the same time for it
  before_round() { :; }                       # seconds
  wake() { load "$1" 1; }                     # while others had their turn, what it has in caches and memory went cold
  measure() { with_cpu "$1" load "$1" "$seconds"; }
}

run_case() { # case
  local c _ results=$all_results/$1
  case_defaults
  # shellcheck source=/dev/null
  . "bench/cases/$1.sh"
  able=$(both "$able" "${contestants:-${smoke:+$in_smoke}}")
  echo "$1 ..." >&2
  prepare
  [ -n "$able" ] || fail "$1: none of the contestants can do this"
  for c in $able; do ready "$c"; done
  rm -rf "$results" && mkdir -p "$results"
  describe_case >"$results/.about"
  if ((warm > 0)); then
    before_round "$warm"
    for c in $able; do warm_up "$c" >/dev/null; done
  fi
  for _ in $(seq "$case_rounds"); do
    before_round "$seconds"
    for c in $able; do
      if ((warm > 0)); then wake "$c" >/dev/null; fi
      measure "$c" >>"$results/$c"
    done
  done
  if [ -n "$smoke" ]; then for c in $able; do sane "$1" "$c" "$results/$c"; done; fi
  print_table text "$results"
}

describe_case() { # read again by print_table
  echo "$title"
  echo "$columns"
  echo "$able"
  echo "$case_rounds rounds of $seconds s after $warm s, transport $transport, $(git rev-parse --short HEAD), $(date -u +%F)"
}

both() { # list, list: what is in both, in the first's order
  local one found=()
  for one in $1; do case " $2 " in *" $one "*) found+=("$one") ;; esac; done
  echo "${found[*]}"
}

# A case whose machinery is broken has no numbers, no requests, or nothing but refusals. How good they are is not judged.
sane() { # case, contestant, file
  awk -F'[ ]' -v names="$columns" -v what="$1, $2" '
    BEGIN {wanted = split(names, name, "|")}
    NF != wanted {print what ": " NF " numbers instead of " wanted ": " $0; bad = 1}
    {for (i = 1; i <= NF; i++) {
      if ($i !~ /^-?[0-9]+(\.[0-9]+)?$/) {print what ": " name[i] " is not a number: " $i; bad = 1}
      if (name[i] == "errors" && $i != 0) {print what ": " $i " errors"; bad = 1}
      if ((i == 1 || name[i] == "requests/s" || name[i] == "p99 us") && $i <= 0) {print what ": " name[i] " is " $i; bad = 1}
    }}
    END {if (NR == 0) print what ": no result"; exit bad || NR == 0}' "$3" >&2 || fail "$1: this case does not work any more"
}
