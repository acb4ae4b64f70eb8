#pragma once

/// The GPU: everything of sfumato/sfumato.hpp that does not need Eigen, and what runs it on CUDA. For .cu files.
#include "sfumato/backend/cuda/error.cuh"

namespace sfumato::inline SFUMATO_ISA {

/// Why nothing can run on a GPU here, in one line; empty where something can.
inline std::string why_no_cuda() { return cuda_kernels::why_no_device(); }

}  // namespace sfumato
