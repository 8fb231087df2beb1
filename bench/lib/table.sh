# Tables, for the terminal and for RESULTS.md, from the numbers that a case left. Sourced.

print_table() { # text or markdown, directory of a case's results
  local about c columns title
  mapfile -t about <"$2/.about"
  title=${about[0]} columns=${about[1]}
  rows "$2" "$columns" "${about[2]}" | if [ "$1" = text ]; then
    printf '\n%s\n' "$title"
    column -t -s '|' -o '  '
  else
    printf '\n### %s\n\n%s\n\n' "$title" "${about[3]}"
    sed -e 's/^/| /; s/|/ | /g; s/  */ /g; s/$/ |/; s/^ //' -e '1{p;s/[^|]\{1,\}/---/g}'
  fi
}

rows() { # directory, columns, contestants
  local c nginx netty head=${2%%|*}
  nginx=$(judged "$1/nginx-auth") netty=$(judged "$1/netty")
  echo "contestant|$head|min-max|x nginx-auth|x raw Netty|${2#*|}"
  for c in $3; do
    row "$1/$c" "$(title_of "$c")" "$nginx" "$netty"
  done
}

judged() { # file: the median of what contestants are compared by
  if [ -f "$1" ]; then cut -d' ' -f1 "$1" | median; else echo 0; fi
}

row() { # file, title, nginx's, raw Netty's
  local mid range f values=()
  mid=$(judged "$1")
  range=$(cut -d' ' -f1 "$1" | sort -n | sed -n '1p;$p' | paste -sd-)
  for f in $(seq 2 "$(head -n 1 "$1" | wc -w)"); do values+=("|$(cut -d' ' -f"$f" "$1" | median)"); done
  echo "$2|$mid|$range|$(ratio "$mid" "$3")|$(ratio "$mid" "$4")$(printf '%s' "${values[@]}")"
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN {if (b > 0) printf "%.2f", a / b; else printf "-"}'; }

print_markdown() { # all that was measured last, by transport
  local by case
  printf '%s; %s; everything on loopback.\n' "$(describe_machine)" "$(describe_versions)"
  for by in bench/target/results/*/; do
    printf '\n## Transport %s\n' "$(basename "$by")"
    for case in $ALL_CASES; do
      if [ -f "$by$case/.about" ]; then print_table markdown "$by$case"; fi
    done
  done
}
