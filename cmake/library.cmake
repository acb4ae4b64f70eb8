# The library: headers and what they need.
#   sfumato::sfumato   sfumato/sfumato.hpp: threads, Eigen (the CPU backend)
#   sfumato::io        sfumato/io.hpp on top of it: JSON, zlib (gzip data sets) and PNG

include(GNUInstallDirs)

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
# What a parent project brings is taken as it is.
if(NOT TARGET Eigen3::Eigen)
  # No version in the call: the package of Eigen 5 answers "incompatible" to 3.4.
  find_package(Eigen3 REQUIRED)
  if(Eigen3_VERSION VERSION_LESS 3.4)
    message(FATAL_ERROR "sfumato: expected Eigen 3.4 or newer, found ${Eigen3_VERSION} in ${Eigen3_DIR}")
  endif()
endif()

add_library(sfumato INTERFACE)
add_library(sfumato::sfumato ALIAS sfumato)
target_compile_features(sfumato INTERFACE cxx_std_20)
target_include_directories(sfumato INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(sfumato INTERFACE Threads::Threads Eigen3::Eigen)

# Whoever needs no files can do without these.
if(NOT TARGET nlohmann_json::nlohmann_json)
  find_package(nlohmann_json QUIET)
endif()
find_package(ZLIB QUIET)
find_package(PNG QUIET)
if(TARGET nlohmann_json::nlohmann_json AND ZLIB_FOUND AND PNG_FOUND)
  add_library(sfumato_io INTERFACE)
  add_library(sfumato::io ALIAS sfumato_io)
  set_target_properties(sfumato_io PROPERTIES EXPORT_NAME io)
  target_link_libraries(sfumato_io INTERFACE sfumato nlohmann_json::nlohmann_json ZLIB::ZLIB PNG::PNG)
elseif(SFUMATO_BUILD_TOOLS OR SFUMATO_BUILD_TESTS OR SFUMATO_BUILD_BENCH)
  message(FATAL_ERROR "sfumato: expected nlohmann_json, zlib and libpng "
                      "(Debian, Ubuntu: nlohmann-json3-dev zlib1g-dev libpng-dev; brew: nlohmann-json zlib libpng)")
else()
  message(STATUS "sfumato: no nlohmann_json, zlib or libpng, so no target sfumato::io")
endif()
