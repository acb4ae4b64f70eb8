#!/usr/bin/env bash
# The set-up of ./lab on machines that lack something, played with a PATH that holds only what such a machine has.
set -euo pipefail

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
mkdir -p "$here/tools"
cp "$1" "$here/lab"
cp -R "$(dirname "$1")/tools/shell" "$here/tools/"
mkdir "$here/bin"
for program in awk bash cat dirname env flock grep head mkdir rm tail tr uname; do
  if path=$(command -v $program); then ln -s "$path" "$here/bin/$program"; fi
done

stub() { # name, body
  printf '#!/bin/sh\n%s\n' "$2" >"$here/bin/$1"
  chmod +x "$here/bin/$1"
}

check() { # title, expected exit status, expected line, lab arguments...
  local title=$1 status=$2 line=$3 got=0
  shift 3
  PATH=$here/bin bash "$here/lab" "$@" >"$here/output" 2>&1 </dev/null || got=$?
  if [ "$got" != "$status" ] || ! grep -qF -- "$line" "$here/output"; then
    printf '%s: expected exit status %s and "%s", got %s and:\n' "$title" "$status" "$line" "$got"
    cat "$here/output"
    exit 1
  fi
  printf 'ok: %s\n' "$title"
}

check "help needs nothing" 0 "usage: ./lab COMMAND" --help
check "no package manager: the names are given" 1 "install what Debian calls: g++ cmake ninja-build" demo

stub apt-get "echo \"\$@\" >>'$here/calls'"
stub id 'echo 1000'
check "no root, no sudo: the names are given" 1 "lab: missing packages: g++ cmake ninja-build" demo
check "no root, no sudo: the command is given" 1 "apt-get install -y g++ cmake ninja-build" demo
if [ -e "$here/calls" ]; then echo "apt-get was called without root" && exit 1; fi

stub sudo 'exit 1'
check "sudo that wants a password and nobody there to give it" 1 "lab: missing packages: g++" demo

stub id 'echo 0'
check "root: it says what it installs" 1 "lab: installing g++ cmake ninja-build" demo
if ! grep -q '^install .*g++ cmake ninja-build' "$here/calls"; then echo "apt-get install was not called" && exit 1; fi

check "a PDF is asked for: what prints it is installed" 1 "lab: installing weasyprint with apt: for submit --pdf" \
  submit --pdf --out a.pdf
if ! grep -q '^install .*weasyprint' "$here/calls"; then echo "apt-get install weasyprint was not called" && exit 1; fi
check "and then all the rest" 1 "lab: installing g++ cmake ninja-build" submit --pdf
stub chromium 'exit 1'
check "a browser is there" 1 "lab: installing g++ cmake" submit --pdf
if grep -q weasyprint "$here/output"; then echo "weasyprint was not needed" && exit 1; fi
rm "$here/bin/chromium"

stub apt-get 'echo "E: no such package"; exit 100'
check "apt-get fails: its last words are shown" 1 "E: no such package" demo
check "no PDF without a printer, but everything else goes on" 1 "lab: installing g++ cmake ninja-build" submit --pdf

stub apt-get "echo \"W: Failed to fetch http://deb.debian.org/ Temporary failure resolving 'deb.debian.org'\"; exit 100"
check "no network" 1 "lab: apt-get failed: the network does not answer; connect this machine" demo
stub apt-get 'echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7"; exit 100'
check "another program installs" 1 "lab: apt-get failed: another program is installing packages; wait until" demo

stub apt-get "echo \"\$@\" >>'$here/calls'"
stub g++ "printf '#define %s\n' '__GNUC__ 9' '__GNUC_MINOR__ 4' '__GNUC_PATCHLEVEL__ 0'"
# shellcheck disable=SC2016 # for the stub
stub apt-cache 'test "$2" = g++-12'
check "an old compiler: a newer one is installed beside it" 1 "lab: installing g++-12 cmake ninja-build" demo
stub apt-cache 'exit 100'
check "an old compiler and no other" 1 "found g++ 9.4.0; this system has none: use Debian 12, Ubuntu 22.04" demo
rm "$here/bin/g++" "$here/bin/apt-cache"

rm "$here/bin/apt-get"
stub brew "echo \"\$@\" >>'$here/calls'"
check "brew: it says what it installs" 1 "lab: installing cmake ninja curl gnuplot with brew" demo
check "brew: the compiler is asked for by its own name" 1 "xcode-select --install" demo
