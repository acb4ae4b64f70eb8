include(CheckCXXCompilerFlag)

set(sfumato_own_options)
if(SFUMATO_WARNINGS)
  list(APPEND sfumato_own_options -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Werror)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # False alarms of g++ 12 inside its own AVX-512 intrinsics, as Eigen 3.4 uses them (GCC bug 105593).
    list(APPEND sfumato_own_options -Wno-uninitialized -Wno-maybe-uninitialized)
  endif()
endif()
if(SFUMATO_NATIVE)
  check_cxx_compiler_flag(-march=native SFUMATO_HAS_MARCH_NATIVE)
  if(SFUMATO_HAS_MARCH_NATIVE)
    # No contraction to fused multiply-adds of the compiler's choice: an expression gives the same bits wherever it is
    # inlined. The kernels ask for theirs by name.
    list(APPEND sfumato_own_options -march=native -ffp-contract=off)
  endif()
endif()
if(SFUMATO_SANITIZE STREQUAL address)
  set(sfumato_sanitizers -fsanitize=address,undefined -fno-sanitize-recover=all)
elseif(SFUMATO_SANITIZE STREQUAL thread)
  set(sfumato_sanitizers -fsanitize=thread)
elseif(SFUMATO_SANITIZE)
  message(FATAL_ERROR "SFUMATO_SANITIZE: expected address, thread or nothing, found ${SFUMATO_SANITIZE}")
endif()

# Our own programs, and only they, are compiled strictly and for this machine; nothing of it reaches a user of the
# library.
function(sfumato_own target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE ${sfumato_own_options})
  if(SFUMATO_SANITIZE)
    target_compile_options(${target} PRIVATE ${sfumato_sanitizers} -fno-omit-frame-pointer -g1)
    get_target_property(type ${target} TYPE)
    if(NOT type STREQUAL OBJECT_LIBRARY)
      target_link_options(${target} PRIVATE ${sfumato_sanitizers})
    endif()
  endif()
endfunction()

# So many files of one folder become one translation unit: what they include is parsed once. Names in one folder must not
# collide, which the static analysis of ./lab selftest sees too: it reads a whole folder as one unit. Folders within one
# that is named behind the number count as that one.
function(sfumato_units target files)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  # A local name of one file may be a global name of the next, or a short one of the students'.
  target_compile_options(${target} PRIVATE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  foreach(source IN LISTS sources)
    get_filename_component(folder ${source} DIRECTORY)
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR} ${folder})
    foreach(whole IN LISTS ARGN)
      string(REGEX REPLACE "^${whole}/.*" "${whole}" name "${name}")
    endforeach()
    string(MAKE_C_IDENTIFIER "${name}" name)
    math(EXPR unit "${count_${name}} + 0")
    math(EXPR count_${name} "${unit} + 1")
    math(EXPR unit "${unit} / ${files}")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${name}_${unit})
  endforeach()
endfunction()
