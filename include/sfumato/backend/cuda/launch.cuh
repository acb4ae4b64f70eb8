#pragma once

#include "sfumato/backend/cuda/block.hpp"
#include "sfumato/backend/cuda/error.cuh"
#include "sfumato/backend/cuda/nvcc_only.cuh"
#include "sfumato/backend/cuda/sums.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// A block of a GPU.
class device_block {
 public:
  __device__ explicit device_block(std::byte* shared) : shared_(shared) {}

  __device__ index_t thread() const { return threadIdx.x; }
  __device__ index_t threads() const { return blockDim.x; }
  __device__ index_t index() const { return blockIdx.x; }
  __device__ index_t blocks() const { return gridDim.x; }
  __device__ std::byte* shared() const { return shared_; }
  __device__ void sync() const { __syncthreads(); }

 private:
  std::byte* shared_;
};

template <class Body>
__global__ void __launch_bounds__(lanes) run_body(const __grid_constant__ Body body) {
  extern __shared__ __align__(64) unsigned char shared[];
  body(device_block(reinterpret_cast<std::byte*>(shared)));
}

/// Queues body(block) for so many blocks of one thread a lane; what was wrong is said under the kernel's name.
template <class Body>
void launch_on(cudaStream_t stream, const char* name, const Body& body, index_t blocks) {
  run_body<<<static_cast<unsigned>(blocks), static_cast<unsigned>(lanes), shared_bytes_of(body), stream>>>(body);
  check(cudaGetLastError(), name);
}

}  // namespace sfumato::cuda_kernels
