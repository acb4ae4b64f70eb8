#pragma once

#include <functional>

#include "3_reverse/sampling.registry.hpp"

namespace wrong {

inline int last_of(const curve& sigmas) { return static_cast<int>(sigmas.size()) - 1; }

/// What a step of the loop may use.
struct sampling {
  const image& start;
  const curve& sigmas;
  const denoiser& predict_noise;
  const mean_step& mean;
  const noise_source& draw_noise;
};

/// The loop from the last timestep to 0, with another step in it.
inline std::function<signature::sample> stepping(const std::function<void(image& x, int t, const sampling& s)>& step) {
  return [step](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
                const noise_source& draw_noise) -> image {
    image x = start;
    for (int t = last_of(sigmas); t >= 0; --t) step(x, t, {start, sigmas, predict_noise, mean, draw_noise});
    return x;
  };
}

}  // namespace wrong
