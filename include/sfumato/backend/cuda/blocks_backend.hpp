#pragma once

#include "sfumato/backend/concept.hpp"
#include "sfumato/backend/cuda/attention.hpp"
#include "sfumato/backend/cuda/conv2d.hpp"
#include "sfumato/backend/cuda/elementwise.hpp"
#include "sfumato/backend/cuda/layers.hpp"
#include "sfumato/backend/cuda/linear.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// A backend of kernels over blocks, on a queue that may be a GPU or, in the tests, the host. S stores activations and
/// packed weights; reals are what S is computed in.
template <class S, launcher Context>
struct blocks_backend : cuda_elementwise<S, Context>,
                        cuda_layers<S, Context>,
                        cuda_linear<S, Context>,
                        cuda_conv2d<S, Context>,
                        cuda_attention<S, Context> {
  using scalar = S;
  using real = arithmetic_t<S>;
  using context = Context;
};

}  // namespace sfumato::cuda_kernels
