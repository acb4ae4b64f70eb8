# shellcheck shell=bash disable=SC2154 # root and build are set by lab
# How ./lab builds: one at a time, with as many compilers as the machine bears, and saying how far it is.

# Everything that is built lies in build/, which must be writable.
make_build_folder() {
  if mkdir -p "$build" 2>/dev/null && [ -w "$build" ]; then return; fi
  if full_disk /dev/null; then die "the disk is full where $root lies; make room and run the same command again"; fi
  die "cannot write into $root; copy it to a folder of your own: cp -R '$root' ~/sfumato && cd ~/sfumato && ./lab"
}

# What the one that builds says, for those who wait: a line that is rewritten on a terminal, else a line a minute. Who has
# asked for the map alone sees that of the course meanwhile, where it is built already.
while_waiting() { # seconds waited, command
  local words=''
  if [ "$1" = 0 ]; then
    say "waiting for another ./lab that builds"
    if [ -z "$2" ] && [ -x "$build/lab/lab-map" ] && [ ! -x "$build/lab/lab-cli" ]; then
      "$build/lab/lab-map" 9>&- || true
    fi
  fi
  IFS= read -r words 2>/dev/null <"$build/.progress" || return 0
  if [ -t 2 ]; then
    one_line "waiting: $words"
  elif [ $(($1 % 60)) = 0 ]; then
    say "waiting: $words"
  fi
}

# Two commands at the same time must not build into the same folder. macOS has no flock; there a link, which only one
# can make, holds the number of the process that did.
lock() { # command
  local holder waited=0
  make_build_folder
  if command -v flock >/dev/null; then
    exec 9>"$build/.lock"
    until flock -n 9; do
      while_waiting "$waited" "${1:-}"
      waited=$((waited + 1))
      sleep 1 9>&-
    done
    return
  fi
  until ln -s $$ "$build/.holder" 2>/dev/null; do
    holder=$(readlink "$build/.holder" || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then  # it was ended before it could unlock
      rm -f "$build/.holder"
    else
      while_waiting "$waited" "${1:-}"
      waited=$((waited + 1))
      sleep 1
    fi
  done
  trap unlock EXIT
}

unlock() {
  rm -f "$build/.progress"
  exec 9>&-
  if [ "$(readlink "$build/.holder" 2>/dev/null)" = $$ ]; then rm -f "$build/.holder"; fi
}

# Why a folder that was built before is built anew, where its user may wonder.
explain_rebuild() { # folder, new stamp, title
  local old=''
  if [ ! -e "$1/.stamp" ]; then return; fi
  IFS= read -r old <"$1/.stamp" || true
  if [ "${old%% | *}" != "${2%% | *}" ]; then
    say "this folder was ${old%% | *} when it was built: building $3 anew"
  else
    say "compiler, options or processor have changed since the last time: building $3 anew"
  fi
}
