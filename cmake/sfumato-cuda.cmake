# sfumato::cuda, what a .cu file that includes sfumato/cuda.cuh is compiled and linked with, where nvcc 12.4 and cuDNN 9 are
# found; otherwise SFUMATO_CUDA_MISSING says what is not. Used by the project itself and, installed, by those who find it.
#   SFUMATO_NVCC         the compiler, if it is neither on the path nor in /usr/local/cuda
#   SFUMATO_CUDNN_ROOT   a folder with include/cudnn_graph.h and lib/, if cuDNN is neither beside nvcc, nor where the system
#                        has libraries, nor in a Python wheel (nvidia-cudnn-cu12, -cu13)
set(SFUMATO_CUDA_MISSING)
find_program(SFUMATO_NVCC nvcc HINTS /usr/local/cuda/bin ENV CUDA_PATH PATH_SUFFIXES bin)
set(SFUMATO_NVCC_OK FALSE)
set(sfumato_found "none: put it on the PATH, or give -D SFUMATO_NVCC=...")
if(SFUMATO_NVCC)
  execute_process(COMMAND ${SFUMATO_NVCC} --version OUTPUT_VARIABLE sfumato_text ERROR_QUIET)
  if(sfumato_text MATCHES "release ([0-9.]+)")
    set(sfumato_found "${CMAKE_MATCH_1}, ${SFUMATO_NVCC}")
    if(CMAKE_MATCH_1 VERSION_GREATER_EQUAL 12.4)
      set(SFUMATO_NVCC_OK TRUE)
    endif()
  else()
    set(sfumato_found "no version from ${SFUMATO_NVCC}")
  endif()
endif()
if(NOT SFUMATO_NVCC_OK)
  set(SFUMATO_CUDA_MISSING "expected nvcc 12.4 or newer, found ${sfumato_found}")
  return()
endif()

get_filename_component(sfumato_toolkit "${SFUMATO_NVCC}" REALPATH)
get_filename_component(sfumato_toolkit "${sfumato_toolkit}" DIRECTORY)
get_filename_component(sfumato_toolkit "${sfumato_toolkit}" DIRECTORY)
if(NOT CUDAToolkit_ROOT)
  set(CUDAToolkit_ROOT ${sfumato_toolkit})
endif()
find_package(CUDAToolkit QUIET)
file(GLOB sfumato_wheels "$ENV{VIRTUAL_ENV}/lib/python3*/site-packages/nvidia/cudnn"
     "$ENV{HOME}/.local/lib/python3*/site-packages/nvidia/cudnn" /usr/local/lib/python3*/dist-packages/nvidia/cudnn)
set(sfumato_places ${SFUMATO_CUDNN_ROOT} ${sfumato_toolkit} ${sfumato_toolkit}/targets/x86_64-linux ${sfumato_wheels})
find_path(SFUMATO_CUDNN_INCLUDE cudnn_graph.h HINTS ${sfumato_places} PATH_SUFFIXES include)
# Wheels have no libcudnn_graph.so without a number.
find_library(SFUMATO_CUDNN_GRAPH NAMES cudnn_graph libcudnn_graph.so.9 HINTS ${sfumato_places}
             PATH_SUFFIXES lib64 lib lib/x86_64-linux-gnu)
set(sfumato_found "none: give -D SFUMATO_CUDNN_ROOT=...")
if(SFUMATO_CUDNN_INCLUDE AND SFUMATO_CUDNN_GRAPH)
  set(sfumato_found "no version in ${SFUMATO_CUDNN_INCLUDE}")
  file(GLOB sfumato_headers ${SFUMATO_CUDNN_INCLUDE}/cudnn_version*.h)
  foreach(sfumato_header IN LISTS sfumato_headers)
    file(STRINGS ${sfumato_header} sfumato_text REGEX "define CUDNN_(MAJOR|MINOR|PATCHLEVEL) ")
    if(sfumato_text MATCHES "MAJOR ([0-9]+).*MINOR ([0-9]+).*LEVEL ([0-9]+)")
      set(SFUMATO_CUDNN_VERSION ${CMAKE_MATCH_1}.${CMAKE_MATCH_2}.${CMAKE_MATCH_3})
      set(sfumato_found "${SFUMATO_CUDNN_VERSION}, ${SFUMATO_CUDNN_GRAPH}")
    endif()
  endforeach()
endif()
if(NOT SFUMATO_CUDNN_VERSION VERSION_GREATER_EQUAL 9)
  set(SFUMATO_CUDA_MISSING "expected cuDNN 9 or newer, found ${sfumato_found}")
elseif(NOT TARGET CUDA::cudart_static OR NOT TARGET CUDA::cublasLt)
  set(SFUMATO_CUDA_MISSING "expected libcudart_static and libcublasLt beside ${SFUMATO_NVCC}, found none: install the whole toolkit")
elseif(NOT TARGET sfumato::cuda)
  add_library(sfumato::cuda INTERFACE IMPORTED GLOBAL)
  set_target_properties(sfumato::cuda PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${SFUMATO_CUDNN_INCLUDE};${CUDAToolkit_INCLUDE_DIRS}"
    # CMake 3.25 does not know how to ask nvcc for C++20. Constexpr functions of the standard library are called from kernels.
    INTERFACE_COMPILE_OPTIONS "$<$<COMPILE_LANGUAGE:CUDA>:-std=c++20;--expt-relaxed-constexpr>"
    INTERFACE_LINK_LIBRARIES "sfumato::sfumato;CUDA::cudart_static;CUDA::cublasLt;${SFUMATO_CUDNN_GRAPH}")
endif()
