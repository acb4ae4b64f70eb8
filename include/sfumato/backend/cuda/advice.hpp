#pragma once

#include <string>
#include <string_view>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// What to do about a code of CUDA, cuDNN or cuBLAS, to be appended to a message: "; install ...", or nothing.
inline std::string_view advice_on(std::string_view code) {
  struct line {
    std::string_view code, advice;
  };
  static constexpr line lines[] = {
      {"cudaErrorInsufficientDriver",
       "; install a driver (nvidia-smi shows it), or one that is no older than the CUDA that this was built with"},
      {"cudaErrorInitializationError", "; the driver does not start: see what nvidia-smi says"},
      {"cudaErrorSystemDriverMismatch", "; driver and kernel module differ: restart the machine"},
      {"cudaErrorNoDevice", "; is there a GPU, and does CUDA_VISIBLE_DEVICES hide it?"},
      {"cudaErrorInvalidDevice", "; devices are numbered from 0, as nvidia-smi lists them"},
      {"cudaErrorMemoryAllocation", "; try a smaller batch or smaller images, or see in nvidia-smi who holds memory"},
      {"cudaErrorNoKernelImageForDevice",
       "; built for other cards: add this one's number to CMAKE_CUDA_ARCHITECTURES and build again"},
      {"cudaErrorUnsupportedPtxVersion", "; the driver is older than the compiler: install a newer driver"},
      {"cudaErrorDevicesUnavailable", "; another program holds the GPU for itself: see nvidia-smi"},
      {"cudaErrorIllegalAddress", "; a kernel left its arrays, nothing runs any more: start the program again"},
      {"cudaErrorLaunchFailure", "; a kernel failed, nothing runs any more: start the program again"},
      {"cudaErrorLaunchTimeout", "; the display driver ended a kernel that took too long: use a smaller batch"},
      {"cudaErrorECCUncorrectable",
       "; the card's memory is faulty: start the program again, then ask for another card"},
      {"CUDNN_STATUS_NOT_INITIALIZED", "; is there a driver, and does cuDNN belong to this version of CUDA?"},
      {"CUDNN_STATUS_SUBLIBRARY_LOADING_FAILED", "; all libcudnn_*.so.9 must lie in one folder and be of one version"},
      {"CUDNN_STATUS_SUBLIBRARY_VERSION_MISMATCH", "; all libcudnn_*.so.9 must be of one version"},
      {"CUBLAS_STATUS_NOT_INITIALIZED", "; is there a driver, and enough memory on the device?"},
      {"CUBLAS_STATUS_ALLOC_FAILED", "; try a smaller batch"},
  };
  for (const line& known : lines)
    if (known.code == code) return known.advice;
  return "";
}

/// A text of a library as one line: breaks become spaces.
inline std::string one_line(std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace sfumato::cuda_kernels
