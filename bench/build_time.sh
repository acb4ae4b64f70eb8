#!/usr/bin/env bash
# Builds the lab from nothing and says what it costs: wall and processor time until the first digits and until
# everything stands, and the ten dearest files.
#
#     bench/build_time.sh [CMAKE-ARGUMENT...]
set -euo pipefail

source=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
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
step "everything" cmake --build "$folder/build" --target lab-cli

echo "the ten dearest files:"
awk -F '\t' 'NR > 1 { printf "%6.1f s  %s\n", ($2 - $1) / 1000, $4 }' "$folder/build/.ninja_log" |
  sort -rn | head -n 10
