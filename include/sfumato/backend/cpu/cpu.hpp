#pragma once

#include "sfumato/backend/cpu/attention.hpp"
#include "sfumato/backend/cpu/conv2d_backward.hpp"
#include "sfumato/backend/cpu/conv2d_forward.hpp"
#include "sfumato/backend/cpu/elementwise.hpp"
#include "sfumato/backend/cpu/embedding.hpp"
#include "sfumato/backend/cpu/group_norm.hpp"
#include "sfumato/backend/cpu/linear.hpp"
#include "sfumato/backend/cpu/pool.hpp"
#include "sfumato/backend/cpu/softmax.hpp"
#include "sfumato/backend/cpu/time_embedding.hpp"
#include "sfumato/backend/cpu/upsample.hpp"

namespace sfumato {

/// The CPU backend with scalars of type T: float for work, double for gradient checks.
template <class T>
struct cpu : cpu_elementwise<T>,
             cpu_linear<T>,
             cpu_conv2d_forward<T>,
             cpu_conv2d_backward<T>,
             cpu_pool<T>,
             cpu_embedding<T>,
             cpu_time_embedding<T>,
             cpu_upsample<T>,
             cpu_group_norm<T>,
             cpu_softmax<T>,
             cpu_attention<T> {
  using scalar = T;
  using context = cpu_context;
};

static_assert(backend<cpu<float>> && backend<cpu<double>>);

}  // namespace sfumato
