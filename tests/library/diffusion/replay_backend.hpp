#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"

/// The CPU backend with its random numbers replaced by given ones: step 0 is the start, step i the noise of step i.
template <class T>
struct replay_backend : sfumato::cpu<T> {
  static inline std::vector<double> start, noise;

  static void fill_normal(sfumato::cpu_context&, sfumato::view<T> x, std::uint64_t, std::uint32_t step,
                          std::uint32_t = 0) {
    const auto n = static_cast<std::ptrdiff_t>(x.size());
    const auto from = step == 0 ? start.begin() : noise.begin() + (static_cast<std::ptrdiff_t>(step) - 1) * n;
    std::transform(from, from + n, x.data, [](double z) { return static_cast<T>(z); });
  }
};
