#!/usr/bin/env bash
# Builds the lab from nothing, without ccache, and says what it costs: wall and processor time until the first digits, then
# until the map, then until everything stands, and the ten dearest files.
#
#     bench/build_time.sh [--costs] [CMAKE-ARGUMENT...]
#
# --costs: also writes tools/shell/costs.txt, by which ./lab tells how long a build still takes.
set -euo pipefail

write_costs=
if [ "${1:-}" = --costs ]; then
  write_costs=yes
  shift
fi

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export CCACHE_DISABLE=1
TIMEFORMAT='%R s, processor time %U s'

step() { # title, command...
  local title=$1
  shift
  printf '%s: ' "$title"
  time "$@" >"$folder/log" 2>&1 || {
    tail -n 20 "$folder/log" >&2
    exit 1
  }
}

step "configured" cmake -S "$source" -B "$folder/build" -G Ninja -D SFUMATO_BUILD_TESTS=OFF -D SFUMATO_BUILD_BENCH=OFF "$@"
step "the first digits" cmake --build "$folder/build" --target lab-first-digits
step "the map" cmake --build "$folder/build" --target lab-map
step "everything" cmake --build "$folder/build" --target lab-cli

echo "the ten dearest files:"
awk -F '\t' 'NR > 1 { printf "%6.1f s  %s\n", ($2 - $1) / 1000, $4 }' "$folder/build/.ninja_log" |
  sort -rn | head -n 10

# Tenths of a second: each kind of file that costs more than the mean by name, and what the others cost on average. Files that
# CMake unites and numbers are one kind.
if [ -n "$write_costs" ]; then
  awk -F '\t' 'NR > 1 && $4 ~ /\.(o|gch)$/ && !seen[$4]++ {
      kind = $4
      sub(/_[0-9]+_cxx\.cxx\.o$/, ".o", kind)
      cost[kind] += ($2 - $1) / 100
      of[kind]++
      sum += ($2 - $1) / 100
      files++
    }
    END {
      for (kind in cost)
        if (cost[kind] / of[kind] > sum / files) printf "%d %s\n", cost[kind] / of[kind], kind
        else { rest += cost[kind]; others += of[kind] }
      printf "%d other\n", rest / others
    }' "$folder/build/.ninja_log" | LC_ALL=C sort -k 2 >"$source/tools/shell/costs.txt"
  echo "written: tools/shell/costs.txt"
fi
