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
  local c head=${2%%|*}
  echo "contestant|$head|min-max|x nginx-auth|x raw Netty|${2#*|}"
  for c in $3; do
    row "$1" "$c"
  done
}

row() { # directory, contestant
  local file=$1/$2 mid range f values=()
  mid=$(judged "$file" | median)
  range=$(judged "$file" | sort -n | sed -n '1p;$p' | paste -sd-)
  for f in $(seq 2 "$(head -n 1 "$file" | wc -w)"); do values+=("|$(cut -d' ' -f"$f" "$file" | median)"); done
  echo "$(title_of "$2")|$mid|$range|$(ratio "$file" "$1/nginx-auth")|$(ratio "$file" "$1/netty")$(printf '%s' "${values[@]}")"
}

judged() { cut -d' ' -f1 "$1"; } # file: what contestants are compared by, in each round

# Round by round, and the median of that: a machine that is not one's own changes its speed between rounds.
ratio() { # file, file
  if [ ! -f "$2" ]; then echo -; return; fi
  paste -d' ' <(judged "$1") <(judged "$2") | awk '$2 > 0 {print $1 / $2}' | median | awk '{if ($1 > 0) printf "%.2f", $1; else print "-"}'
}

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
