#!/usr/bin/env bash
# What stops a build from outside: a full disk, too little memory, another build, a folder that was moved or
# cannot be written into. One line and the next step each. Compiler, CMake and Ninja are played.
# shellcheck disable=SC2016 # what is quoted is for the stubs
set -euo pipefail

here=$(mktemp -d)
mounted=
trap '[ -z "$mounted" ] || umount "$mounted"; rm -rf "$here"' EXIT
copy() { # where to
  mkdir -p "$1/tools"
  cp "$lab" "$1/lab"
  cp -R "$(dirname "$lab")/tools/shell" "$1/tools/"
}
lab=$1
copy "$here/lab"
mkdir "$here/bin"

stub() { # name, body
  printf '#!/bin/sh\n%s\n' "$2" >"$here/bin/$1"
  chmod +x "$here/bin/$1"
}

stub g++ "printf '#define %s\n' '__GNUC__ 12' '__GNUC_MINOR__ 2' '__GNUC_PATCHLEVEL__ 0'"
for program in ninja curl gnuplot; do stub $program :; done
stub apt-get 'exit 1'
export CMAKE_PREFIX_PATH=$here/prefix PATH=$here/bin:$PATH CXX=g++
for header in eigen3/Eigen/Core nlohmann/json.hpp CLI/CLI.hpp zlib.h png.h gtest/gtest.h; do
  mkdir -p "$(dirname "$here/prefix/include/$header")"
  : >"$here/prefix/include/$header"
done

builds() { # what the build does
  stub cmake 'case $1 in
    --version) echo "cmake version 3.25.1" ;;
    -S) mkdir -p "$4" ;;
    *) '"$1"' ;;
  esac'
}

run() { "$at/lab" "$@" >"$here/output" 2>&1 </dev/null; }
at=$here/lab

check() { # title, expected exit status, expected words
  local got=0
  run answers || got=$?
  if [ "$got" != "$2" ] || ! grep -qF -- "$3" "$here/output"; then
    printf '%s: expected exit status %s and "%s", got %s and:\n' "$1" "$2" "$3" "$got"
    cat "$here/output"
    exit 1
  fi
  printf 'ok: %s\n' "$1"
}

only_one_line() { # after what is being done
  if [ "$(grep -c . "$here/output")" != "$1" ]; then
    echo "expected $1 lines, got:"
    cat "$here/output"
    exit 1
  fi
}

builds 'echo "[1/3] Building CXX object a.o"
        echo "FAILED: a.o"
        echo "fatal error: error writing to /tmp/x.s: No space left on device"
        exit 1'
check "a full disk while building" 1 "building the lab failed: the disk is full where $here/lab/build lies; make room"
only_one_line 3

builds 'echo "FAILED: a.o"; echo "g++: fatal error: Killed signal terminated program cc1plus"; exit 1'
check "too little memory" 1 "building the lab failed: a compiler found too little memory; close other programs"

builds 'echo "FAILED: a.o"; echo "a.cpp:3:1: error: expected a semicolon"; exit 1'
check "an error in the code is shown" 1 "a.cpp:3:1: error: expected a semicolon"

finished='mkdir -p "$2"; echo "#!/bin/sh
echo the lab runs" >"$2/lab-cli"; chmod +x "$2/lab-cli"'
builds "$finished"
check "a build that ends well" 0 "the lab runs"
only_one_line 1

mv "$here/lab" "$here/moved"
at=$here/moved
check "a clone that was moved" 0 "lab: this folder was $here/lab when it was built: building the lab anew"

stub g++-12 "printf '#define %s\n' '__GNUC__ 12'"
CXX=g++-12 check "another compiler" 0 "lab: compiler, options or processor have changed since the last time"
builds "sleep 3; $finished"
CXX=g++-12 check "a build that takes a while says so" 0 "lab: building the lab"

# Two at once, with flock and, as on macOS, without.
builds "$finished"
waits() { # title
  run answers 8>&- &
  for _ in $(seq 100); do
    if grep -qs 'waiting for another ./lab that builds' "$here/output"; then break; fi
    sleep 0.1
  done
  grep -q 'waiting for another' "$here/output" || { echo "$1: it does not say that it waits" && cat "$here/output" && exit 1; }
  if grep -q 'the lab runs' "$here/output"; then echo "$1: it did not wait" && exit 1; fi
}
if command -v flock >/dev/null; then
  exec 8>"$at/build/.lock"
  flock 8
  waits "two builds at once"
  exec 8>&-
  wait $! || { cat "$here/output" && exit 1; }
  echo "ok: two builds at once"
fi
mkdir "$here/nolock"
for program in awk bash cat chmod cp dirname env grep head id ln mkdir readlink rm sed sleep tail tr uname; do
  ln -s "$(command -v $program)" "$here/nolock/$program"
done
mv "$here/bin/"* "$here/nolock/"
sleep 60 &
holder=$!
ln -s $holder "$at/build/.holder"
run() { PATH=$here/nolock "$at/lab" "$@" >"$here/output" 2>&1 </dev/null; }
waits "two builds at once, without flock"
kill $holder
wait $! || { cat "$here/output" && exit 1; }
echo "ok: two builds at once, without flock"
ln -s $holder "$at/build/.holder"
check "a lock whose holder is gone" 0 "the lab runs"
if [ -L "$at/build/.holder" ]; then echo "the lock was left behind" && exit 1; fi

# A folder that cannot be written into; root may write everywhere, so it goes on as somebody else.
copy "$here/read-only/lab"
chmod 755 "$here"
chmod -R a+rX "$here/read-only" "$here/nolock"
chmod 555 "$here/read-only/lab"
at=$here/read-only/lab
if [ "$(id -u)" = 0 ]; then
  run() { setpriv --reuid 65534 --clear-groups env PATH="$here/nolock" "$at/lab" "$@" >"$here/output" 2>&1 </dev/null; }
fi
if [ "$(id -u)" != 0 ] || command -v setpriv >/dev/null; then
  check "a folder that cannot be written into" 1 "lab: cannot write into $at; copy it to a folder of your own: cp -R '$at'"
  only_one_line 1
fi
chmod 755 "$at"

# A disk that is really full, where this may mount one.
mkdir "$here/disk"
if mount -t tmpfs -o size=512k sfumato "$here/disk" 2>/dev/null; then
  mounted=$here/disk
  copy "$here/disk/lab"
  at=$here/disk/lab
  run() { PATH=$here/nolock "$at/lab" "$@" >"$here/output" 2>&1 </dev/null; }
  builds 'mkdir -p "$2"; while echo "a line that fills the disk, and the log with it, until nothing more fits"; do :; done >"$2/big"; exit 1'
  mv "$here/bin/cmake" "$here/nolock/cmake"
  ln -s "$(command -v df)" "$here/nolock/df"
  check "a disk that is really full" 1 "the disk is full where $at/build lies; make room"
  check "and the next command" 1 "the disk is full where"
else
  echo "skipped: a disk that is really full (this user may not mount one)"
fi
