#!/usr/bin/env bash
# What ./lab writes for editors: with it clangd finds no error in any solution, nor in the stubs.
# shellcheck disable=SC2016,SC2034 # text for CMake; variables that are shared with the parts of ./lab
set -euo pipefail

source=$(dirname "$1")
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
root="$here/with a space"
build=$root/build
mkdir -p "$root/tools"
cp -R "$source/solutions" "$source/exercises" "$root/"
cp -R "$source/tools/worker" "$source/tools/shell" "$root/tools/"
for part in messages machine packages editor; do
  # shellcheck source=/dev/null
  . "$root/tools/shell/$part.sh"
done
find_compiler
set_up_editor

# JSON with comments, as the editor reads it; CMake is what reads JSON everywhere.
for file in "$root"/.vscode/*.json "$source/.devcontainer/devcontainer.json"; do
  grep -v '^//' "$file" >"$here/plain.json"
  printf 'file(READ %s/plain.json text)\nstring(JSON length LENGTH "${text}")\n' "$here" >"$here/parse.cmake"
  cmake -P "$here/parse.cmake" || { echo "$file is no JSON" && exit 1; }
done
echo "ok: .vscode and .devcontainer hold JSON"

echo "mine" >"$root/.vscode/tasks.json"
rm "$root/.clangd"
set_up_editor
if [ "$(cat "$root/.vscode/tasks.json")" != mine ]; then echo "a file of the user's own was overwritten" && exit 1; fi
if [ ! -e "$root/.clangd" ]; then echo "what is missing was not written" && exit 1; fi
sed -i.old 's/tools/elsewhere/' "$root/.clangd"
set_up_editor
if grep -q elsewhere "$root/.clangd"; then echo "what is ours and out of date was not written" && exit 1; fi
echo "ok: what is the user's own stays"

for clangd in clangd clangd-19 clangd-18 clangd-17 clangd-16 clangd-15 clangd-14 ''; do
  if [ -z "$clangd" ] || command -v "$clangd" >/dev/null; then break; fi
done
if [ -z "$clangd" ]; then
  echo "skipped: clangd on solutions and stubs (there is no clangd here)"
  exit 0
fi

# Diagnostics only: the actions that an editor would offer are not tried.
clean() { # file
  HOME=$here XDG_CONFIG_HOME=$here "$clangd" --check="$1" --check-lines=1 --tweaks=none >"$here/said" 2>&1 &&
    ! grep -q '^E' "$here/said"
}

cp "$root/solutions/1_forward/noising.hpp" "$root/exercises/1_forward/broken.hpp"
echo 'inline image broken() { return no_such_name; }' >>"$root/exercises/1_forward/broken.hpp"
if clean "$root/exercises/1_forward/broken.hpp"; then echo "clangd does not see a plain error" && exit 1; fi
rm "$root/exercises/1_forward/broken.hpp"
echo "ok: a plain error is seen"

files=0
while IFS= read -r file; do
  if ! clean "$file"; then
    echo "$clangd finds errors in ${file#"$root/"}:"
    grep '^E' "$here/said"
    exit 1
  fi
  files=$((files + 1))
done < <(
  find "$root/solutions" -path '*/mistakes' -prune -o -name '*.hpp' -print
  for module in "$root"/exercises/*/; do find "$module" -name '*.hpp' | head -n 1; done  # what they need is the same
)
if [ "$files" -lt 30 ]; then echo "expected 25 solutions and a stub of each module, found $files files" && exit 1; fi
echo "ok: no error in $files solutions and stubs"
