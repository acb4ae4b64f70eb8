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

# Tenths of a second: each file that costs more than the mean by name, and what the others cost on average.
if [ -n "$write_costs" ]; then
  awk -F '\t' 'NR > 1 && $4 ~ /\.(o|gch)$/ { cost[$4] = ($2 - $1) / 100 }
    END {
      for (name in cost) { sum += cost[name]; files++ }
      for (name in cost) if (cost[name] > sum / files) printf "%d %s\n", cost[name], name; else { rest += cost[name]; others++ }
      printf "%d other\n", rest / others
    }' "$folder/build/.ninja_log" | LC_ALL=C sort -k 2 >"$source/tools/shell/costs.txt"
  echo "written: tools/shell/costs.txt"
fi
