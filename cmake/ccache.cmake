# Compilers by way of ccache, where it is installed and can write its folder: a second clone, or a branch that one comes
# back to, is then built in seconds. SFUMATO_CCACHE=OFF leaves it out.
find_program(SFUMATO_CCACHE ccache)
if(SFUMATO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers count as their sources; paths below the project are relative, so that clones share.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_NOHASHDIR=1
               CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${SFUMATO_CCACHE})
  file(WRITE ${PROJECT_BINARY_DIR}/CMakeFiles/ccache.cpp "int cached;\n")
  execute_process(COMMAND ${launcher} ${CMAKE_CXX_COMPILER} -c ccache.cpp -o ccache.o
                  WORKING_DIRECTORY ${PROJECT_BINARY_DIR}/CMakeFiles RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(NOT failed)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
      list(APPEND sfumato_own_options -fpch-preprocess)
    else()
      list(APPEND sfumato_own_options "SHELL:-Xclang -fno-pch-timestamp")
    endif()
  endif()
endif()
