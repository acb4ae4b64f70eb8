# shellcheck shell=bash disable=SC2154 # root and build are set by lab
# What ./lab says. Everything goes to stderr; a failure is one line with what to do, below it nothing.

say() { printf 'lab: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

full_disk() { # log
  local free
  if [ -e "$1" ] && grep -q 'No space left on device\|Disk quota exceeded' "$1"; then return; fi
  free=$(free_disk "$build" || free_disk "$root")
  [ -n "$free" ] && [ "$free" -lt 2 ]
}

# The sentence for what has nothing to do with the code that was built or the packages that were asked for.
known_failure() { # log
  if full_disk "$1"; then
    echo "the disk is full where $build lies; make room (\"./lab doctor\" says how much) and run the same command again"
  elif grep -q 'Killed signal terminated\|Killed (program\|cannot allocate memory\|virtual memory exhausted' "$1"; then
    echo "a compiler found too little memory; close other programs and run the same command again, it goes on where it was"
  elif grep -q 'Temporary failure resolving\|Could not resolve\|Network is unreachable\|Could not connect to' "$1"; then
    echo "the network does not answer; connect this machine and run the same command again"
  elif grep -q 'Could not get lock' "$1"; then
    echo "another program is installing packages; wait until it has finished and run the same command again"
  else
    return 1
  fi
}

# The part of a log that matters: from the first failed compilation on, else its end.
give_up() { # what failed, log
  local reason
  if reason=$(known_failure "$2"); then die "$1 failed: $reason; the whole log is $2"; fi
  {
    if grep '^FAILED:' "$2" | grep -qv build.ninja; then
      awk '/^FAILED:/, 0' "$2" | grep -v '^\[' | cut -c 1-300 | head -n 40
    else
      tail -n 25 "$2"
    fi
  } >&2 || true
  die "$1 failed; the whole log is $2"
}
