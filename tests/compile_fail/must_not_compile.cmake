# cmake -D compiler=... -D source=... -D include=... -D eigen=... -P must_not_compile.cmake
file(STRINGS ${source} lines LIMIT_COUNT 2)
list(GET lines 0 first)
if(NOT first MATCHES "^// expect: (.+)$")
  message(FATAL_ERROR "${source}: expected the first line to be '// expect: sentence', found '${first}'")
endif()
set(sentence "${CMAKE_MATCH_1}")
set(flags)
if(lines MATCHES ";// flags: ([^;]+)")
  separate_arguments(flags UNIX_COMMAND "${CMAKE_MATCH_1}")
endif()

execute_process(COMMAND ${compiler} -std=c++20 -fsyntax-only ${flags} -I ${include} -isystem ${eigen} ${source}
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)

if(result EQUAL 0)
  message(FATAL_ERROR "${source}: expected a compile error that says '${sentence}', but it compiled")
endif()
string(FIND "${output}" "${sentence}" position)
if(position EQUAL -1)
  message(FATAL_ERROR "${source}: expected a compile error that says '${sentence}', got\n${output}")
endif()
