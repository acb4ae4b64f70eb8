#pragma once

#include <algorithm>

#include "sfumato/backend/calls/pixel_mean.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/fold_chunks.hpp"
#include "sfumato/backend/cpu/simd.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// The mean over pixels on the CPU, one image a task; sums are kept in reals.
template <class S, class T = arithmetic_t<S>>
struct cpu_pixel_mean {
  static void pixel_mean_forward(cpu_context& ctx, const pixel_mean_call<S>& call) {
    const index_t channels = call.extent[3], pixels = call.extent[1] * call.extent[2];
    ctx.reserve_thread_scratch(scratch::size<T>(channels));
    ctx.pool().parallel_for(call.extent[0], [&](index_t image, int thread) {
      T* sum = ctx.thread_scratch(thread).template take<T>(channels);
      std::fill_n(sum, channels, T(0));
      const S* from = call.x + image * pixels * channels;
      for (index_t p = 0; p < pixels; ++p) add_to(sum, from + p * channels, channels);
      for (index_t c = 0; c < channels; ++c)
        call.y[image * channels + c] = static_cast<S>(sum[c] / static_cast<T>(pixels));
    });
  }

  static void pixel_mean_backward(cpu_context& ctx, const pixel_mean_backward_call<S>& call) {
    const grad_slot<S> gx = call.x_grad;
    if (!gx) return;
    const index_t channels = call.extent[3], pixels = call.extent[1] * call.extent[2];
    const T share = T(1) / static_cast<T>(pixels);
    ctx.pool().parallel_for(call.extent[0], [&](index_t image, int) {
      const S* upper = call.upper + image * channels;
      for (index_t p = 0; p < pixels; ++p)
        map_packs<T>(
            channels,
            [&](pack<T>& own, const pack<T>& above) {
              const pack<T> part = pack<T>(share) * above;
              own = gx.accumulate ? own + part : part;
            },
            gx.data + (image * pixels + p) * channels, upper);
    });
  }
};

}  // namespace sfumato::cpu_kernels
