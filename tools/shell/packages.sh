# shellcheck shell=bash disable=SC2154 # root and build are set by lab
# What the lab needs from the system: what is there, what is missing, and how apt or brew bring it.

# A C++20 compiler: $CXX, g++ 11 or newer, clang++ 14 or newer.
compilers="g++ g++-14 g++-13 g++-12 g++-11 clang++ clang++-18 clang++-17 clang++-16 clang++-15 clang++-14"

compiler_version() { # prints "g++ 12.2.0"
  command -v "$1" >/dev/null && "$1" -dM -E -x c++ /dev/null 2>/dev/null |
    awk '$2 ~ /^__(clang|GNUC)_(major|minor|patchlevel|MINOR|PATCHLEVEL)__$/ || $2 == "__GNUC__" { is[$2] = $3 }
         END {
           if ("__clang_major__" in is)
             print "clang++ " is["__clang_major__"] "." is["__clang_minor__"] "." is["__clang_patchlevel__"]
           else if ("__GNUC__" in is)
             print "g++ " is["__GNUC__"] "." is["__GNUC_MINOR__"] "." is["__GNUC_PATCHLEVEL__"]
           else exit 1
         }'
}

compiler_ok() {
  compiler_version "$1" | awk '{ split($2, v, "."); new = v[1] + 0 >= ($1 == "g++" ? 11 : 14) } END { exit !new }'
}

find_compiler() {
  for cxx in ${CXX:-} $compilers; do
    if compiler_ok "$cxx"; then return; fi
  done
  cxx=
  return 1
}

# The first compiler that is there but too old, by its version.
old_compiler() {
  local name
  for name in ${CXX:-} $compilers; do
    if compiler_version "$name"; then return; fi
  done
  return 1
}

# What apt calls a compiler that is new enough: the usual one, unless that is here and too old.
compiler_package() {
  local name
  if ! command -v g++ >/dev/null; then echo g++ && return; fi
  for name in g++-14 g++-13 g++-12 g++-11 clang-18 clang-17 clang-16 clang-15 clang-14; do
    if apt-cache show $name >/dev/null 2>&1; then echo $name && return; fi
  done
}

cmake_version() { cmake --version 2>/dev/null | awk 'NR == 1 { print $3 }'; }

cmake_ok() { cmake_version | awk '{ split($1, v, "."); ok = v[1] * 1000 + v[2] >= 3022 } END { exit !ok }'; }

header_folder() { # the include folder that has it
  local IFS=: prefix
  for prefix in /usr /usr/local /opt/homebrew ${CMAKE_PREFIX_PATH:-} ${CONDA_PREFIX:-}; do
    if [ -e "$prefix/include/$1" ]; then echo "$prefix/include" && return; fi
  done
  return 1
}

# Besides a compiler and CMake: kind, name, apt's packages, brew's, what people call it.
needed() {
  cat <<'END'
program ninja              ninja-build           ninja          Ninja
header  eigen3/Eigen/Core  libeigen3-dev         eigen          Eigen
header  nlohmann/json.hpp  nlohmann-json3-dev    nlohmann-json  JSON
header  CLI/CLI.hpp        libcli11-dev          cli11          CLI11
header  zlib.h             zlib1g-dev            zlib           zlib
header  png.h              libpng-dev            libpng         libpng
header  gtest/gtest.h      libgtest-dev          googletest     GoogleTest
program curl               curl,ca-certificates  curl           curl
program gnuplot            gnuplot-nox           gnuplot        gnuplot
END
}

is_there() { # kind, name
  case $1 in
    program) command -v "$2" >/dev/null ;;
    header) header_folder "$2" >/dev/null ;;
  esac
}

# The names of the packages that are missing, for apt or for brew.
missing_packages() {
  local kind name apt brew rest
  find_compiler || [ "$1" = brew ] || compiler_package
  cmake_ok || echo cmake
  needed | while read -r kind name apt brew rest; do
    if is_there "$kind" "$name"; then continue; fi
    if [ "$1" = brew ]; then echo "$brew"; else tr , '\n' <<<"$apt"; fi
  done
}

package_manager() {
  if command -v apt-get >/dev/null; then echo apt
  elif command -v brew >/dev/null; then echo brew
  else echo none; fi
}

install_packages() { # what for, apt|brew, names...
  local purpose=$1 manager=$2 log=$build/install.log sudo=
  shift 2
  if [ "$manager" = brew ]; then
    say "installing $* with $manager: $purpose"
    brew install "$@" >"$log" 2>&1 || give_up "brew install" "$log"
    return
  fi
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      sudo=sudo
    else
      say "missing packages: $*"
      die "neither root nor sudo here; ask for: apt-get update && apt-get install -y $*"
    fi
  fi
  say "installing $* with $manager: $purpose"
  {
    $sudo apt-get update -q -o DPkg::Lock::Timeout=120 &&
      $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "$@"
  } >"$log" 2>&1 </dev/null || give_up apt-get "$log"
}

set_up() {
  local missing manager old
  manager=$(package_manager)

  missing=$(missing_packages "$manager" | tr '\n' ' ')
  if [ -n "$missing" ] && [ "$manager" = none ]; then
    die "no apt-get and no brew here; install what Debian calls: $missing"
  fi
  # shellcheck disable=SC2086 # names, one word each
  if [ -n "$missing" ]; then
    install_packages "compiler, build tools, libraries, curl for data, gnuplot for curves" "$manager" $missing
  fi

  if ! find_compiler; then
    old=$(old_compiler || echo none)
    die "no C++20 compiler: expected g++ 11 or newer, or clang++ 14 or newer, found $old; $(compiler_advice "$manager")"
  fi
  cmake_ok || die "expected CMake 3.22 or newer, found $(cmake_version); bring one: $(cmake_advice "$manager")"
}

# What brings them where the usual package does not.
compiler_advice() { # apt|brew|none
  local name
  case $1 in
    brew) echo "bring one: xcode-select --install" ;;
    apt)
      name=$(compiler_package)
      if [ -n "$name" ]; then echo "bring one: $(as_root)apt-get install -y $name"
      else echo "this system has none: use Debian 12, Ubuntu 22.04 or newer"; fi
      ;;
    none) echo "see what your system's packages offer" ;;
  esac
}

cmake_advice() { if [ "$1" = brew ]; then echo "brew upgrade cmake"; else echo "python3 -m pip install cmake"; fi; }

as_root() { if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; then echo "sudo "; fi; }

# What prints pages into PDFs, for who asks for one; without it the page is written all the same.
find_printer() {
  local printer
  for printer in google-chrome google-chrome-stable chromium chromium-browser weasyprint; do
    if command -v $printer >/dev/null; then echo $printer && return; fi
  done
  for printer in "Google Chrome" Chromium; do
    if [ -x "/Applications/$printer.app/Contents/MacOS/$printer" ]; then echo "$printer" && return; fi
  done
  return 1
}

set_up_printer() {
  if find_printer >/dev/null || [ "$(package_manager)" = none ]; then return; fi
  (install_packages "for submit --pdf" "$(package_manager)" weasyprint) || true
}

has_archives() { header_folder archive.h >/dev/null; }

# What grading wants besides: libarchive to read zips and bubblewrap, its best sandbox. A tree that was configured without
# them looks again.
set_up_grading() {
  local manager missing=
  manager=$(package_manager)
  if ! has_archives; then missing=$([ "$manager" = brew ] && echo libarchive || echo libarchive-dev); fi
  if [ "$manager" = apt ] && ! command -v bwrap >/dev/null; then missing="$missing bubblewrap"; fi
  if [ -z "$missing" ] || [ "$manager" = none ]; then return; fi
  # shellcheck disable=SC2086 # names, one word each
  (install_packages "for grading" "$manager" $missing) || return 0
  if [ -f "$build/lab/build.ninja" ]; then cmake "$build/lab" >/dev/null; fi
}
