#!/usr/bin/env bash
# Seconds from saving a file to the verdict, on a copy of the solutions: through `lab test ID`, with the processor time
# it takes, and through a `lab watch` that is running. For one small group and the largest one.
#
#   bench/edit_to_verdict.sh [ROUNDS [LAB-PROGRAM]]      20 rounds, build/lab/lab-cli
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rounds=${1:-20} lab=${2:-$project/build/lab/lab-cli}
[ -x "$lab" ] || { echo "edit_to_verdict: $lab: expected the lab's program; run ./lab first" >&2; exit 1; }

here=$(mktemp -d)
watcher=
trap '[ -z "$watcher" ] || kill "$watcher" 2>/dev/null; rm -rf "$here"' EXIT
cp -r "$project/exercises" "$project/solutions" "$here"
cp -r "$project/solutions/." "$here/exercises"
export SFUMATO_ROOT=$here

largest=$(cd "$here/solutions" && wc -c ./*/*.hpp | grep -v total | sort -n | tail -n 1 | awk '{ sub(/^\.\//, "", $2); print $2 }')
id_in() { sed -n 's|^/// Exercise \([^:]*\):.*|\1|p' "$here/solutions/$1" | head -n 1; }

now() { echo "${EPOCHREALTIME/[^0-9]/.}"; }
save() { # file, round: one byte differs from the round before
  sed -i '$d' "$here/exercises/$1"
  printf '// %s\n' $(($2 % 10)) >>"$here/exercises/$1"
}
summary() { # title, what: median and worst of the lines of $here/times
  sort -n "$here/times" | awk -v title="$1" -v what="${2:-}" '{ t[NR] = $1 }
    END { printf "%-44s median %.2f s, worst %.2f s%s\n", title, t[int((NR + 1) / 2)], t[NR], what }'
}
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { print b - a }' >>"$here/times"; }

for file in 1_forward/noising.hpp "$largest"; do
  id=$(id_in "$file")
  echo "//" >>"$here/exercises/$file"
  "$lab" test "$id" >/dev/null  # compiles what every round needs

  : >"$here/times"
  : >"$here/processor"
  TIMEFORMAT='%U %S'
  for ((round = 1; round <= rounds; ++round)); do
    save "$file" "$round"
    begin=$(now)
    { time "$lab" test "$id" >/dev/null; } 2>>"$here/processor"
    since "$begin"
  done
  summary "$file, lab test $id:" "$(awk '{ sum += $1 + $2 } END { printf "; processor %.2f s", sum / NR }' "$here/processor")"

  : >"$here/times"
  "$lab" watch "$id" >"$here/watched" 2>&1 &
  watcher=$!
  verdicts() { grep -c '; Ctrl-C ends' "$here/watched" || true; }
  until [ "$(verdicts)" -ge 1 ]; do sleep 0.05; done
  for ((round = 1; round <= rounds; ++round)); do
    sleep 0.2
    begin=$(now)
    save "$file" "$round"
    until [ "$(verdicts)" -gt "$round" ]; do sleep 0.01; done
    since "$begin"
  done
  kill "$watcher"
  wait "$watcher" 2>/dev/null || true
  watcher=
  summary "$file, lab watch $id:"
done
