# shellcheck shell=bash disable=SC2154 # build and cxx are set by lab
# ./lab selftest: one tree a compiler and sanitizer, each with the tests that have something to say there, and one run of
# all of them.

# Of these folders of tests/ those that SFUMATO_TEST_SETS names; without it all.
chosen() { # names
  local set some=''
  for set in $1; do
    case " ${SFUMATO_TEST_SETS:-$1} " in *" $set "*) some="$some $set" ;; esac
  done
  echo "${some# }"
}

sanitizer_works() { # compiler, sanitizers, runner...
  local try=$build/sanitizer_works
  echo 'int main() {}' >"$try.cpp"
  "$1" "-fsanitize=$2" "$try.cpp" -o "$try" 2>/dev/null && "${@:3}" "$try" >/dev/null 2>&1
}

selftest() {
  lock
  set_up
  set_up_grading
  local fast=${SELFTEST_FAST:-0} clang='' trees=tests runner='' common floor folder all sets tools=OFF set
  [ "$fast" != 0 ] || fast=
  for clang in clang++ clang++-18 clang++-17 clang++-16 clang++-15 clang++-14 ''; do
    if [ -z "$clang" ] || { [ "$clang" != "$cxx" ] && compiler_ok "$clang"; }; then break; fi
  done

  all="library structure compile_fail nvcc cuda consumer lab child messages tools museum report browser examples bench judge grading style"
  sets=$(chosen "$all fuzz")
  [ -n "$sets" ] || die "SFUMATO_TEST_SETS: expected names of folders in tests/, got \"$SFUMATO_TEST_SETS\""
  # The readers are fed under the sanitizers, unless there are none.
  [ -n "$fast" ] || sets=$(chosen "$all")
  # What only the library's tests need not wait for: the lab itself.
  for set in $sets; do
    case $set in library | structure | compile_fail | nvcc | cuda | bench | fuzz | style) ;; *) tools=ON ;; esac
  done
  build_tree tests "the tests ($cxx)" all -D CMAKE_CXX_COMPILER="$cxx" -D SFUMATO_BUILD_BENCH=OFF \
    -D SFUMATO_BUILD_TOOLS=$tools -D SFUMATO_TEST_SETS="${sets// /;}"

  # The other trees hold tests only, optimised less.
  common="-D SFUMATO_BUILD_TOOLS=OFF -D SFUMATO_BUILD_BENCH=OFF -D CMAKE_BUILD_TYPE=None -D CMAKE_CXX_FLAGS=-O1"
  tree() { # name, title, compiler, sanitizer, test sets
    local sets
    sets=$(chosen "$5")
    if [ -z "$sets" ]; then return; fi
    # shellcheck disable=SC2086 # options, one word each
    build_tree "$1" "$2" all $common -D CMAKE_CXX_COMPILER="$3" -D SFUMATO_SANITIZE="$4" \
      -D SFUMATO_TEST_SETS="${sets// /;}" -D SFUMATO_TEST_SUFFIX=".$1"
    trees="$trees $1"
  }
  # With clang++ at hand the sanitizers run there, so that every test has met both compilers.
  if [ -n "$fast" ]; then
    say "SELFTEST_FAST: no sanitizers"
    [ -z "$clang" ] || tree clang "the headers ($clang)" "$clang" "" "structure compile_fail"
  else
    if [ -n "$clang" ] && sanitizer_works "$clang" address,undefined; then
      tree asan "the tests ($clang, address and undefined-behaviour sanitizers)" "$clang" address \
        "library structure compile_fail fuzz"
    else
      [ -z "$clang" ] || tree clang "the tests ($clang)" "$clang" "" "library structure compile_fail"
      if sanitizer_works "$cxx" address,undefined; then
        tree asan "the tests ($cxx, address and undefined-behaviour sanitizers)" "$cxx" address "library fuzz"
      else
        say "the address sanitizer does not run here: left out"
        tree fuzz "the readers' tests ($cxx)" "$cxx" "" fuzz
      fi
    fi
    # Where the kernel randomises addresses more than the thread sanitizer expects, it runs without randomisation.
    if sanitizer_works "$cxx" thread; then :
    elif sanitizer_works "$cxx" thread setarch -R; then runner="setarch -R"
    else runner=none; fi
    if [ "$runner" = none ]; then
      runner=
      say "the thread sanitizer does not run here: left out"
    else
      tree tsan "the tests of threads ($cxx, thread sanitizer)" "$cxx" thread library
    fi
  fi
  # The oldest compiler promised, where it is installed beside a newer one.
  floor=g++-11
  if [ "$("$cxx" -dumpversion | cut -d . -f 1)" != 11 ] && compiler_ok $floor; then
    tree gcc-11 "the headers ($floor)" $floor "" "structure compile_fail"
  fi
  unlock

  # One run over all trees, so that there is one summary.
  mkdir -p "$build/selftest"
  for folder in $trees; do echo "subdirs(\"$build/$folder\")"; done >"$build/selftest/CTestTestfile.cmake"
  local log=$build/selftest/Testing/Temporary/LastTest.log status=0
  # shellcheck disable=SC2086 # a command and its option, or nothing
  $runner ctest --test-dir "$build/selftest" --output-on-failure -j "$(jobs)" "$@" || status=$?
  awk '$1 == "[" && $2 == "PASSED" { passed += $4 } $1 == "[" && $2 == "SKIPPED" && $4 + 0 > 0 { skipped += $4 }
       $1 == "[" && $2 == "FAILED" && / ms\)$/ { failed++ }
       END { printf "GoogleTest cases in them: %d passed, %d failed, %d skipped\n", passed, failed, skipped }' "$log"
  say "all output of the tests: $log"
  return $status
}
