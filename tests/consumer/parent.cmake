# A parent project that brings its own Eigen3::Eigen or nlohmann_json::nlohmann_json, where find_package would find none.
foreach(brings Eigen3::Eigen nlohmann_json::nlohmann_json)
  set(folder ${build}/parent)
  file(REMOVE_RECURSE ${folder})
  file(WRITE ${folder}/CMakeLists.txt "
    cmake_minimum_required(VERSION 3.22)
    project(parent LANGUAGES CXX)
    add_library(brought INTERFACE)
    target_include_directories(brought SYSTEM INTERFACE ${eigen})
    add_library(${brings} ALIAS brought)
    add_subdirectory(${source} sfumato)
    if(NOT TARGET sfumato::io)
      message(FATAL_ERROR \"no target sfumato::io\")
    endif()\n")
  string(REGEX REPLACE ":.*" "" package ${brings})
  execute_process(COMMAND ${CMAKE_COMMAND} -G ${generator} -S ${folder} -B ${folder}/build -D CMAKE_CXX_COMPILER=${compiler}
                          -D CMAKE_DISABLE_FIND_PACKAGE_${package}=TRUE
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "a parent that brings ${brings}:\n${output}")
  endif()
endforeach()
