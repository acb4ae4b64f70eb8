# shellcheck shell=bash disable=SC2154 # root and build are set by lab
# `./lab doctor`: what is here, what is missing, and the one command that brings it. Changes nothing. It is shell, since
# it must work where nothing is installed. Exit status 0: the lab will work; 1: something that it needs is missing.

doctor() {
  manager=$(package_manager)
  problems=0
  packages=
  ok='' bad='' faint='' plain=''
  if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    ok=$'\033[32m' bad=$'\033[1;31m' faint=$'\033[2m' plain=$'\033[0m'
  fi
  printf '%s\n' "$(system_name)"
  printf '\nneeded\n'
  diagnose_tools
  diagnose_libraries
  printf '\nthis machine\n'
  diagnose_machine
  printf '\nthis copy\n'
  diagnose_copy
  printf '\noptional\n'
  diagnose_extras
  verdict
}

# ok: fine. missing, too old, too little: does not work without. -: works without.
row() { # state, what, found, command that brings it
  local colour=$faint
  case $1 in
    ok) colour=$ok ;;
    missing | too*)
      colour=$bad
      problems=$((problems + 1))
      ;;
  esac
  printf '  %s%-10s%s %s\n' "$colour" "$1" "$plain" "$(printf '%-12s %s' "$2" "$3" | sed 's/ *$//')"
  if [ -n "${4:-}" ]; then printf '             %s\n' "$4"; fi
}

# The command that installs, for who types it; a system that has never asked for its lists of packages must do so first.
install_command() { # apt's names, brew's names
  local lists
  case $manager in
    brew) echo "brew install $2" ;;
    apt)
      lists=$(printf '%s' /var/lib/apt/lists/*Packages*)
      if [ -z "$1" ]; then return; fi
      if [ "$lists" = '/var/lib/apt/lists/*Packages*' ]; then printf '%s' "$(as_root)apt-get update && "; fi
      echo "$(as_root)apt-get install -y $1"
      ;;
    *) echo "install what Debian calls $1" ;;
  esac
}

row_package() { # state, what, found, apt's names, brew's names
  row "$1" "$2" "$3" "$(install_command "$4" "$5")"
  if [ "$manager" = brew ]; then packages="$packages $5"; else packages="$packages $4"; fi
}

diagnose_tools() {
  local old package
  if find_compiler; then
    row ok compiler "$(compiler_version "$cxx")"
  elif [ "$manager" = brew ]; then
    row missing compiler "g++ 11 or clang++ 14, or newer" "xcode-select --install"
  else
    package=$(compiler_package)
    old=$(old_compiler || true)
    if [ -z "$old" ]; then row_package missing compiler "g++ 11 or clang++ 14, or newer" "$package" gcc
    elif [ -n "$package" ]; then row_package "too old" compiler "$old; g++ 11 or clang++ 14 needed" "$package" gcc
    else row "too old" compiler "$old; g++ 11 or clang++ 14 needed" "$(compiler_advice apt)"; fi
  fi

  if cmake_ok; then row ok CMake "$(cmake_version)"
  elif [ -n "$(cmake_version)" ]; then row "too old" CMake "$(cmake_version); 3.22 needed" "$(cmake_advice "$manager")"
  else row_package missing CMake "3.22 or newer" cmake cmake; fi
}

diagnose_libraries() {
  local kind name apt brew what found
  while read -r kind name apt brew what; do
    apt=${apt//,/ }
    if ! is_there "$kind" "$name"; then
      row_package missing "$what" "" "$apt" "$brew"
      continue
    fi
    found=$(package_version "$name")
    if [ "$what" = Eigen ] && [ -n "$found" ] && ! at_least "$found" 3 4; then
      row "too old" Eigen "$found; 3.4 needed" "use Debian 12, Ubuntu 22.04 or newer, or brew"
    else
      row ok "$what" "${found:-here}"
    fi
  done <<<"$(needed)"
}

at_least() { awk -v is="$1" -v a="$2" -v b="$3" 'BEGIN { split(is, v, "."); exit !(v[1] > a || (v[1] == a && v[2] >= b)) }'; }

# Where it can be told from one place.
package_version() { # name
  local folder
  case $1 in
    ninja) ninja --version ;;
    curl | gnuplot) "$1" --version | awk 'NR == 1 { print $2 }' ;;
    eigen3/*)
      folder=$(header_folder "$1")/eigen3
      { cat "$folder/Eigen/src/Core/util/Macros.h" "$folder/Eigen/Version" 2>/dev/null || true; } |
        awk '$1 == "#define" && $2 ~ /^EIGEN_(WORLD|MAJOR|MINOR|PATCH)_VERSION$/ { is[$2] = $3 }
             END {
               minor = is["EIGEN_MINOR_VERSION"]; major = is["EIGEN_MAJOR_VERSION"]
               if (major >= 5) print major "." minor "." is["EIGEN_PATCH_VERSION"]
               else if (major != "") print is["EIGEN_WORLD_VERSION"] "." major "." minor
             }'
      ;;
  esac
}

diagnose_copy() {
  local state=ok found="writable" model models=0 folder
  if [ -e "$build" ] && [ ! -w "$build" ] || [ ! -w "$root" ]; then
    row missing folder "cannot be written into" "cp -R '$root' ~/sfumato && cd ~/sfumato && ./lab"
  else
    row ok folder "$found"
  fi

  for model in mnist-digits mnist-conditioned mnist-digits-leaky; do
    # What is much smaller stands for a file that was not fetched.
    if [ "$({ cat "$root/datasets/models/$model.safetensors" 2>/dev/null || true; } | wc -c)" -gt 100000 ]; then
      models=$((models + 1))
    fi
  done
  if [ "$models" = 3 ]; then row ok models "3 in datasets/models"
  else row missing models "$models of 3 in datasets/models" "git checkout -- datasets/models"; fi

  folder=$(data_folder)
  if [ -n "$folder" ]; then row ok data "$folder"
  else row - data "no MNIST: digits are drawn instead" "./lab data fetch mnist"; fi

  if [ ! -x "$build/lab/lab-cli" ]; then state=- found="not built yet: ./lab builds it"
  elif ! "$build/lab/lab-cli" --version >/dev/null 2>&1; then state=- found="does not start: ./lab builds it anew"
  else found=built; fi
  row $state program "$found" "$(if [ "$found" != "${found% anew}" ]; then echo "rm -r build && ./lab"; fi)"
}

# The first folder with MNIST's or Fashion-MNIST's files, where the lab looks for them.
data_folder() {
  local place below file
  for place in "${SFUMATO_DATA:-}" "$root/datasets" /usr/share/datasets; do
    for below in '' /raw /mnist /MNIST/raw /fashion-mnist /FashionMNIST/raw; do
      for file in "$place$below"/train-images[-.]idx3-ubyte*; do
        if [ -n "$place" ] && [ -s "$file" ]; then echo "$place$below" && return; fi
      done
    done
  done
}

diagnose_extras() {
  local printer
  if command -v clangd >/dev/null; then row ok clangd "marks mistakes while you type"
  else row - clangd "marks mistakes while you type" "$(install_command clangd llvm)"; fi

  printer=$(find_printer || true)
  if [ -n "$printer" ]; then row ok "PDF printer" "$printer"
  else row - "PDF printer" "none: pages stay HTML" "$(install_command weasyprint weasyprint)"; fi

  if [ "$(uname)" = Darwin ]; then row ok browser "pages open by themselves"
  elif [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then row - browser "no screen here: pages are files"
  elif command -v xdg-open >/dev/null; then row ok browser "pages open by themselves"
  else row - browser "pages do not open by themselves" "$(install_command xdg-utils xdg-utils)"; fi
}

verdict() {
  printf '\n'
  if [ "$problems" = 0 ]; then
    printf '%sThe lab will work here.%s\n' "$ok" "$plain"
    return 0
  fi
  if [ "$problems" = 1 ]; then printf '%sOne thing is missing.%s\n' "$bad" "$plain"
  else printf '%s%s things are missing.%s\n' "$bad" "$problems" "$plain"; fi
  if [ -z "$packages" ] || [ "$manager" = none ]; then return 1; fi
  if [ "$manager" = brew ] || [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; then
    printf 'Every ./lab command brings the packages before it begins.\n'
  else
    printf 'You are not root and there is no sudo: ask whoever looks after this machine for\n  %s\n' \
      "apt-get update && apt-get install -y$packages"
  fi
  return 1
}
