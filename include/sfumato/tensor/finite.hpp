#pragma once

#include "sfumato/backend/concept.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Whether no x[i] is NaN or infinite. Waits for the answer; within a step note_finite does not.
template <elementwise_backend B>
bool all_finite(typename B::context& ctx, const typename B::real* x, index_t n) {
  buffer<B, finite_flag> flag(ctx, 1);
  buffer<B, whole> step(ctx, 1);
  B::fill(ctx, flag.data(), 1, finite_flag{});
  B::fill(ctx, step.data(), 1, whole{1});
  B::note_finite(ctx, {.flag = flag.data(), .step = step.data(), .what = 1, .x = x, .n = n});
  finite_flag found;
  B::download(ctx, &found, flag.data(), 1);
  return found.step == 0;
}

}  // namespace sfumato
