#pragma once

#include "sfumato/backend/concept.hpp"
#include "sfumato/backend/cpu/attention.hpp"
#include "sfumato/backend/cpu/conv2d_backward.hpp"
#include "sfumato/backend/cpu/conv2d_forward.hpp"
#include "sfumato/backend/cpu/cross_entropy.hpp"
#include "sfumato/backend/cpu/elementwise.hpp"
#include "sfumato/backend/cpu/embedding.hpp"
#include "sfumato/backend/cpu/group_norm.hpp"
#include "sfumato/backend/cpu/linear.hpp"
#include "sfumato/backend/cpu/memory.hpp"
#include "sfumato/backend/cpu/pixel_mean.hpp"
#include "sfumato/backend/cpu/pool.hpp"
#include "sfumato/backend/cpu/time_embedding.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The CPU backend. S stores activations and packed weights; reals are what S is computed in.
///
///   cpu<float>   for work
///   cpu<double>  for gradient checks
///   cpu<bf16>    half the memory for activations, arithmetic and all else in float; slower
template <class S>
struct cpu : cpu_kernels::cpu_memory<S>,
             cpu_kernels::cpu_elementwise<S>,
             cpu_kernels::cpu_linear<S>,
             cpu_kernels::cpu_conv2d_forward<S>,
             cpu_kernels::cpu_conv2d_backward<S>,
             cpu_kernels::cpu_pool<S>,
             cpu_kernels::cpu_pixel_mean<S>,
             cpu_kernels::cpu_cross_entropy<S>,
             cpu_kernels::cpu_embedding<S>,
             cpu_kernels::cpu_time_embedding<S>,
             cpu_kernels::cpu_group_norm<S>,
             cpu_kernels::cpu_attention<S> {
  using scalar = S;
  using real = cpu_kernels::arithmetic_t<S>;
  using context = cpu_context;
};

template <>
struct backend_of<cpu_context> {
  using type = cpu<float>;
};

static_assert(backend<cpu<float>> && backend<cpu<double>> && backend<cpu<bf16>>);

}  // namespace sfumato
