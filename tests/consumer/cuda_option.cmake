# SFUMATO_CUDA=ON fails where nvcc is missing or too old, with tests or without, and says what it found.
file(MAKE_DIRECTORY ${build})
file(WRITE ${build}/old_nvcc "#!/bin/sh\necho release 11.8,\n")
file(CHMOD ${build}/old_nvcc PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
foreach(tests ON OFF)
  foreach(nvcc "NOTFOUND|found none" "${build}/old_nvcc|found 11.8")
    string(REGEX REPLACE ".*\\|" "" expected "${nvcc}")
    string(REGEX REPLACE "\\|.*" "" nvcc "${nvcc}")
    file(REMOVE_RECURSE ${build}/cuda)
    set(ENV{PATH} /usr/bin:/bin)
    execute_process(COMMAND ${CMAKE_COMMAND} -G ${generator} -S ${source} -B ${build}/cuda -D CMAKE_CXX_COMPILER=${compiler}
                            -D SFUMATO_CUDA=ON -D SFUMATO_NVCC=${nvcc} -D SFUMATO_BUILD_TESTS=${tests}
                            -D SFUMATO_BUILD_TOOLS=OFF -D SFUMATO_BUILD_BENCH=OFF -D SFUMATO_TEST_SETS=nvcc
                            "-D CMAKE_IGNORE_PATH=/usr/local/cuda/bin;/usr/local/bin"
                    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
    string(REGEX REPLACE "[ \n]+" " " output "${output}")
    if(result EQUAL 0 OR NOT output MATCHES "expected nvcc 12.4 or newer, ${expected}")
      message(FATAL_ERROR "SFUMATO_CUDA with nvcc ${nvcc}: expected '${expected}', got:\n${output}")
    endif()
  endforeach()
endforeach()
