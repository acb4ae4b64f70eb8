#pragma once

#include <utility>
#include <vector>

#include "sfumato/diffusion/sampling_run.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The noise that such a run begins with, standard normal, on the host.
template <elementwise_backend B>
std::vector<typename B::real> drawn_noise(typename B::context& ctx, const image_noise& noise) {
  const index_t n = noise.extent.size();
  real_buffer<B> z(ctx, n);
  buffer<B, whole> step(ctx, 1);
  B::fill(ctx, step.data(), 1, whole{0});
  B::normal(ctx, {.x = z.as(noise.extent),
                  .seed = noise.seed,
                  .step = step.data(),
                  .first_stream = static_cast<std::uint32_t>(noise.first_stream)});
  std::vector<typename B::real> host(static_cast<std::size_t>(n));
  B::download(ctx, host.data(), static_cast<const typename B::real*>(z.data()), n);
  return host;
}

/// The plan for a run whose options.start_from is standard normal noise of one's own.
inline solver_plan from_noise(solver_plan plan) {
  plan.start = {plan.initial_scale, 0};
  return plan;
}

/// The plan for a run whose options.start_from holds its noise already, as another run left it there: no more is added.
inline solver_plan from_noisy(solver_plan plan) {
  plan.start = {1, 0};
  return plan;
}

}  // namespace sfumato
