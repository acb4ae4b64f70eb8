#!/usr/bin/env bash
# What ./lab says while it builds: how far it is, and how long it still takes.
# shellcheck disable=SC2034,SC2154 # variables that are shared with the parts of ./lab
set -euo pipefail

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
root=$here
build=$here/build
mkdir -p "$here/tools/shell" "$build" "$here/bin"
shell=$(dirname "$1")/tools/shell
for part in messages progress; do
  # shellcheck source=/dev/null
  . "$shell/$part.sh"
done

same() { # title, expected, got
  if [ "$2" != "$3" ]; then
    printf '%s: expected "%s", got "%s"\n' "$1" "$2" "$3"
    exit 1
  fi
  printf 'ok: %s\n' "$1"
}

same "nothing is known in the first ten seconds" "" "$(time_left 9 50 50)"
same "nothing is known before a twentieth is done" "" "$(time_left 60 1 30)"
same "half is done after a minute" "about 1 min" "$(time_left 60 50 50)"
same "a quarter is done after a minute" "about 3 min" "$(time_left 60 25 75)"
same "long times are rounded to five minutes" "about 15 min" "$(time_left 120 10 70)"
same "the last minute" "about half a minute" "$(time_left 60 60 30)"
same "the end" "a few seconds" "$(time_left 60 90 10)"

# Of four files one costs five times as much as the cheap ones, and one of a numbered kind three times; one exists already.
printf '%s\n' '100 dear.o' '60 unity_pages.o' '20 other' >"$here/tools/shell/costs.txt"
# shellcheck disable=SC2016 # for the stub
printf '#!/bin/sh\nfor name in dear unity_pages_7_cxx.cxx cheap there; do echo "g++ -c $name.cpp -o $name.o"; done\n' >"$here/bin/ninja"
chmod +x "$here/bin/ninja"
PATH=$here/bin:$PATH
: >"$build/there.o"
same "what is ahead" "|dear.o 100
|unity_pages_7_cxx.cxx.o 60
|cheap.o 20" "$(what_is_ahead "$build" all)"

said=$(printf '%s\n' "[0/1] Re-checking globbed directories..." "[1/4] Building CXX object x.o" "not a step" \
  "[2/4] Building CXX object dear.o" | progress "the lab" "$build" all "$here/log" 2>&1)
same "it says how far it is" "lab: building the lab: 1 of 4" "$said"
same "the log holds everything" 4 "$(wc -l <"$here/log" | tr -d ' ')"
same "nothing to build, nothing to say" "" "$(echo "ninja: no work to do." | progress "the lab" "$build" all "$here/log" 2>&1)"
same "a beat is said, not logged" "lab: building the lab" "$(echo "$beat" | progress "the lab" "$build" all "$here/log" 2>&1)"
same "a beat is said, not logged (the log)" "" "$(cat "$here/log")"

# The table is of use only while most of its kinds of files exist; bench/build_time.sh --costs writes it anew.
if [ -n "${2:-}" ]; then
  PATH=${PATH#"$here/bin:"}
  ninja -C "$(dirname "$2")" -t commands lab-cli | sed -n 's/.* -o \([^ ]*\).*/\1/p' |
    sed 's/_[0-9]*_cxx\.cxx\.o$/.o/' | sort -u >"$here/objects"
  sed -n 's/^[0-9]* \(.*\.\(o\|gch\)\)$/\1/p' "$shell/costs.txt" >"$here/named"
  known=$(grep -cxFf "$here/named" "$here/objects" || true)
  all=$(wc -l <"$here/named" | tr -d ' ')
  if [ $((known * 4)) -lt $((all * 3)) ]; then
    echo "tools/shell/costs.txt: of its $all kinds of files only $known exist; run bench/build_time.sh --costs" && exit 1
  fi
  echo "ok: $known of $all kinds of files in costs.txt exist"
fi
