#!/usr/bin/env bash
# ./lab doctor on machines that lack something, played with a PATH that holds only what such a machine has.
set -euo pipefail

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
mkdir -p "$here/lab/tools" "$here/lab/datasets" "$here/bin"
cp "$1" "$here/lab/lab"
cp -R "$(dirname "$1")/tools/shell" "$here/lab/tools/"
cp -R "$(dirname "$1")/datasets/models" "$here/lab/datasets/"
for program in awk bash cat dirname env grep sed uname wc; do ln -s "$(command -v $program)" "$here/bin/$program"; done

stub() { # name, body
  printf '#!/bin/sh\n%s\n' "$2" >"$here/bin/$1"
  chmod +x "$here/bin/$1"
}

check() { # title, expected exit status, expected lines (joined by |)
  local got=0 line
  PATH=$here/bin CXX='' SFUMATO_DATA=${data:-} bash "$here/lab/lab" doctor >"$here/output" 2>&1 </dev/null || got=$?
  while IFS= read -r line; do
    # Space is whatever aligns the columns.
    if [ "$got" = "$2" ] && tr -s ' ' <"$here/output" | grep -qF -- "$line"; then continue; fi
    printf '%s: expected exit status %s and "%s", got %s and:\n' "$1" "$2" "$line" "$got"
    cat "$here/output"
    exit 1
  done <<<"${3//|/$'\n'}"
  if grep -q 'command not found\|unbound\|No such file' "$here/output"; then cat "$here/output" && exit 1; fi
  if grep -q $'\033' "$here/output"; then echo "$1: colour although nobody looks" && exit 1; fi
  printf 'ok: %s\n' "$1"
}

compiler() { # name, macros that tell its version
  stub "$1" "printf '#define %s\n' $2"
}

stub id 'echo 1000'
check "nothing is installed" 1 "missing compiler|missing CMake|missing Ninja|install what Debian calls ninja-build"
stub apt-get 'exit 100'
check "apt: the command for each thing" 1 "apt-get install -y g++|apt-get install -y cmake|ask whoever looks after"
stub sudo 'exit 1'
check "with sudo" 1 "sudo apt-get install -y cmake|Every ./lab command brings the packages"

# shellcheck disable=SC2016 # for the stub
stub apt-cache 'test "$2" = g++-12'
compiler g++ "'__GNUC__ 9' '__GNUC_MINOR__ 4' '__GNUC_PATCHLEVEL__ 0'"
check "an old compiler, a new one beside it" 1 "too old compiler g++ 9.4.0|sudo apt-get install -y g++-12"
stub apt-cache 'exit 100'
check "an old compiler and no other" 1 "too old compiler g++ 9.4.0|use Debian 12, Ubuntu 22.04 or newer"
compiler g++ "'__GNUC__ 12' '__GNUC_MINOR__ 2' '__GNUC_PATCHLEVEL__ 0'"
stub cmake 'echo cmake version 3.18.4'
check "an old CMake" 1 "ok compiler g++ 12.2.0|too old CMake 3.18.4; 3.22 needed|python3 -m pip install cmake"

# The rest of what is needed lies in a prefix of its own, so that this does not depend on the machine.
export CMAKE_PREFIX_PATH=$here/prefix
for header in eigen3/Eigen/Core nlohmann/json.hpp CLI/CLI.hpp zlib.h png.h gtest/gtest.h; do
  mkdir -p "$(dirname "$here/prefix/include/$header")"
  : >"$here/prefix/include/$header"
done
stub cmake 'echo cmake version 3.25.1'
for program in ninja curl gnuplot; do stub $program 'echo 1.11.1'; done
check "everything is there" 0 "ok Ninja 1.11.1|ok CMake 3.25.1|The lab will work here."

data=$here/mine
mkdir -p "$data/MNIST/raw"
echo x >"$data/MNIST/raw/train-images-idx3-ubyte"
check "data where SFUMATO_DATA says" 0 "ok data $data/MNIST/raw"

stub df 'echo head; echo "/dev/x 1000 1000 20000 99% /"'
check "a full disk" 1 "too little disk 0.0 GB free|One thing is missing"
rm "$here/bin/df"

rm "$here/lab/datasets/models/mnist-digits.safetensors"
check "a model is missing" 1 "missing models 2 of 3|git checkout -- datasets/models"
if [ -e "$here/lab/build" ]; then echo "doctor must not change anything" && exit 1; fi
