#!/usr/bin/env bash
# The cells of docs/colab.md in a bare Debian: set-up and first digits; COLAB_WHOLE=1 runs all of them to their ends.
set -euo pipefail

source=$(cd "$(dirname "$1")" && pwd)
mirror=http://deb.debian.org/debian

# shellcheck disable=SC2016 # the fences of Markdown
# The shell commands of the cells, as a notebook runs them: each in a shell of its own, but for %cd.
cells=$(sed -n '/^```python$/,/^```$/p' "$source/docs/colab.md" |
  sed -n -e 's/^!//p' -e 's/^%cd /cd /p' | sed 's,ADDRESS,file:///source,')
if [ "$(grep -c . <<<"$cells")" -lt 6 ]; then echo "docs/colab.md has lost its cells" && exit 1; fi

# Every command there is one that ./lab knows.
while read -r command; do
  if ! "$source/lab" help | grep -q "^  $command "; then echo "docs/colab.md: ./lab $command does not exist" && exit 1; fi
done < <(grep -o '^./lab [a-z]*' <<<"$cells" | cut -d ' ' -f 2)
echo "ok: the cells' commands exist"

skip() { echo "skipped: the cells in a bare Debian ($1)" && exit 0; }
if [ "$(id -u)" != 0 ]; then skip "only root may make one"; fi
for program in debootstrap unshare git curl; do command -v $program >/dev/null || skip "no $program here"; done
git -C "$source" rev-parse HEAD >/dev/null 2>&1 || skip "this copy is no clone"
curl -fsI --max-time 10 "$mirror/dists/bookworm/Release" >/dev/null 2>&1 || skip "$mirror does not answer"
free=$(df -Pk "${TMPDIR:-/tmp}" | awk 'NR == 2 { print int($4 / 1000000) }')
if [ "$free" -lt 4 ]; then skip "4 GB of disk are needed, $free are free"; fi

here=$(mktemp -d)
running=
end() {
  if [ -n "$running" ]; then kill -KILL "$running" 2>/dev/null || true; fi  # unshare takes all that runs inside with it
  wait 2>/dev/null || true
  rm -rf --one-file-system "$here"
}
trap end EXIT
root=$here/root

started=$SECONDS
timeout 300 debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror" >"$here/debootstrap" 2>&1 || {
  tail -n 3 "$here/debootstrap"
  skip "debootstrap cannot make one here"
}
echo "a bare Debian stands after $((SECONDS - started)) s"

# What a clone of this copy would hold, changes that are not committed included.
mkdir "$root/source"
(cd "$source" && git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - 2>/dev/null) |
  tar -x -C "$root/source"
home=/root  # inside
inside=(unshare --pid --fork --kill-child "--mount-proc=$root/proc" chroot "$root" env -i "HOME=$home" TERM=dumb
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin bash -c)
"${inside[@]}" 'cd /source && git init -q . && git add -A && git -c user.name=a -c user.email=a@b commit -qm copy' >"$here/git" 2>&1 || {
  cat "$here/git"
  exit 1
}

started=$SECONDS
"${inside[@]}" "cd $home && set -x
$cells" >"$here/output" 2>&1 </dev/null &
running=$!
while kill -0 $running 2>/dev/null; do
  if [ -z "${COLAB_WHOLE:-}" ] && grep -q 'digits out of noise' "$here/output"; then break; fi
  if [ -z "${COLAB_WHOLE:-}" ] && [ $((SECONDS - started)) -gt 500 ]; then
    cat "$here/output"
    echo "no digits after 500 s" && exit 1
  fi
  sleep 1
done
if ! grep -q 'digits out of noise' "$here/output"; then cat "$here/output" && exit 1; fi
if [ -z "${COLAB_WHOLE:-}" ]; then
  echo "ok: the first cell shows digits, $((SECONDS - started)) s after it was started"
fi
if [ -n "${COLAB_WHOLE:-}" ]; then
  wait $running || { cat "$here/output" && exit 1; }
  running=
  if [ ! -s "$root$home/sfumato/out/module-0/index.html" ]; then echo "the third cell wrote no page" && exit 1; fi
  tail -n 5 "$here/output"
  echo "ok: all cells ran to their ends, $((SECONDS - started)) s after the first was started"
fi
