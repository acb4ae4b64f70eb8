# shellcheck shell=bash disable=SC2154 # root and build are set by lab
# What ./lab says while it builds: what, how far, and as soon as it can be told, how long it still takes.

beat='(a second has passed)'

# The build's words, and a beat a second between them, so that time passes on the screen while one file compiles.
build_with_beats() { # folder, target
  local beats status=0
  while sleep 1 >/dev/null 2>&1 9>&-; do echo "$beat"; done &
  beats=$!
  cmake --build "$1" --target "$2" -j "$(jobs)" 2>&1 || status=$?
  kill "$beats"
  wait "$beats" 2>/dev/null || true
  return $status
}

# Each file still to be compiled and what it costs, "|name cost" a line, in tenths of a second of the machine where
# bench/build_time.sh --costs has written costs.txt: only their ratio counts. What is new since then costs as most do; files
# that CMake unites and numbers are one kind, since a new source moves others from one number to the next.
what_is_ahead() { # folder, target
  ninja -C "$1" -t commands "$2" 2>/dev/null | sed -n 's/.* -o \([^ ]*\).*/\1/p' |
    awk -v table="$root/tools/shell/costs.txt" '
      BEGIN { cost["other"] = 20; while ((getline line < table) > 0) { split(line, word, " "); cost[word[2]] = word[1] } }
      !seen[$1]++ {
        kind = $1
        sub(/_[0-9]+_cxx\.cxx\.o$/, ".o", kind)
        print $1, (kind in cost ? cost[kind] : cost["other"])
      }' |
    while read -r object cost; do
      if [ ! -e "$1/$object" ]; then printf '|%s %s\n' "$object" "$cost"; fi
    done
}

# Copies a build's output to a log and speaks of it. On a terminal: one line that is rewritten; else a line a minute.
progress() { # title, folder, target, log
  local title=$1 line steps='' total=0 started=$SECONDS spoken='' left words=''
  local ahead='' files_ahead=0 cost_ahead=0 cost_done=0 cost other=20
  while IFS= read -r line; do
    if [ "$line" != "$beat" ]; then
      printf '%s\n' "$line" >&3 2>/dev/null || true  # a full disk: the build will say so
      if ! [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\ [^R] ]]; then continue; fi  # not "Re-checking globbed directories"
      if [ -z "$steps" ]; then
        ahead=$(what_is_ahead "$2" "$3")
        while IFS=' ' read -r _ cost; do
          if [ -n "$cost" ]; then files_ahead=$((files_ahead + 1)) cost_ahead=$((cost_ahead + cost)); fi
        done <<<"$ahead"
        # Where most is compiled for the first time the rest is linking. Else nothing is known, and all steps are alike.
        if [ $((files_ahead * 2)) -ge "${BASH_REMATCH[2]}" ]; then other=2; else ahead='' files_ahead=0 cost_ahead=0; fi
      fi
      [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]
      steps=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]} cost=$other
      if [[ $ahead == *"|${line##* } "* ]]; then
        cost=${ahead#*"|${line##* } "}
        cost=${cost%%$'\n'*}
        files_ahead=$((files_ahead - 1)) cost_ahead=$((cost_ahead - cost))
      fi
      cost_done=$((cost_done + cost))
    fi
    left=$(time_left $((SECONDS - started)) "$cost_done" $((cost_ahead + (total - steps - files_ahead) * other)))
    words="building $title"
    if [ -n "$steps" ]; then words="$words: $steps of $total"; fi
    if [ -n "$left" ]; then words="$words, $left left"; fi
    printf '%s\n' "$words" >"$build/.progress" 2>/dev/null || true
    if [ -t 2 ]; then
      if [ -z "$left" ]; then words="$words, $((SECONDS - started)) s"; fi
      one_line "$words"
    elif [ -z "$spoken" ] || [ $((SECONDS - spoken)) -ge 60 ]; then
      say "$words"
      spoken=$SECONDS
    fi
  done 3>"$4"
  if [ -t 2 ] && [ -n "$words" ]; then printf '\n' >&2; fi
}

# Rounded as far as it can be trusted; nothing before a twentieth is done and ten seconds have passed.
time_left() { # seconds until now, cost of what is done, cost of what is ahead
  local seconds minutes
  if [ "$1" -lt 10 ] || [ "$3" = 0 ] || [ $(($2 * 19)) -lt "$3" ] || [ "$2" = 0 ]; then return; fi
  seconds=$(($1 * $3 / $2))
  minutes=$(((seconds + 30) / 60))
  if [ "$seconds" -lt 15 ]; then echo "a few seconds"
  elif [ "$seconds" -lt 45 ]; then echo "about half a minute"
  elif [ "$minutes" -gt 10 ]; then echo "about $(((minutes + 2) / 5 * 5)) min"
  else echo "about $minutes min"; fi
}

# Rewrites the terminal's last line, cut to its width.
one_line() { # words
  local size width words="lab: $1"
  size=$(stty size <&2 2>/dev/null || true)
  width=${size##* }
  if [ "${width:-0}" -lt 20 ]; then width=80; fi
  if [ ${#words} -ge "$width" ]; then words=${words/ (*)/}; fi
  printf '\r%s\033[K' "${words:0:$((width - 1))}" >&2
}
