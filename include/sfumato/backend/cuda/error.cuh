#pragma once

#include <cublasLt.h>
#include <cuda_runtime_api.h>
#include <cudnn_graph.h>

#include <string>

#include "sfumato/backend/cuda/advice.hpp"
#include "sfumato/backend/cuda/nvcc_only.cuh"
#include "sfumato/core/error.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Whatever a call into CUDA answered: nothing where it worked, else an error (backend) with the operation, the name of
/// the code, its text, and what to do.
inline void check(cudaError_t code, const char* operation) {
  if (code == cudaSuccess) return;
  const char* name = cudaGetErrorName(code);
  fail(error_kind::backend, operation, ": ", name, ", ", cudaGetErrorString(code), advice_on(name));
}
inline void check(cudnnStatus_t code, const char* operation) {
  if (code == CUDNN_STATUS_SUCCESS) return;
  const char* name = cudnnGetErrorString(code);
  char more[256] = {};
  cudnnGetLastErrorString(more, sizeof more);
  fail(error_kind::backend, operation, ": ", name, more[0] ? ", " : "", one_line(more), advice_on(name));
}
inline void check(cublasStatus_t code, const char* operation) {
  if (code == CUBLAS_STATUS_SUCCESS) return;
  const char* name = cublasLtGetStatusName(code);
  fail(error_kind::backend, operation, ": ", name, advice_on(name));
}

/// Why nothing can run here, in one line, or nothing: "no CUDA driver: cudaErrorInsufficientDriver, ...".
inline std::string why_no_device() {
  int devices = 0;
  const cudaError_t code = cudaGetDeviceCount(&devices);
  cudaGetLastError();  // an error that was read here is nobody else's
  if (code == cudaSuccess && devices > 0) return "";
  if (code == cudaSuccess) return "no CUDA device: the driver knows none";
  const char* name = cudaGetErrorName(code);
  const bool driver = code == cudaErrorInsufficientDriver || code == cudaErrorInitializationError;
  return join(driver ? "no CUDA driver: " : "no CUDA device: ", name, advice_on(name));
}

}  // namespace sfumato::cuda_kernels
