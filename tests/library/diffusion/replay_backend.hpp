#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"

/// The CPU backend with its random numbers replaced by given ones: step 0 is the start, step i the noise of step i.
template <class T>
struct replay_backend : sfumato::cpu<T> {
  static inline std::vector<double> start, noise;

  static void normal(sfumato::cpu_context&, const sfumato::normal_call<T>& call) {
    const auto n = static_cast<std::ptrdiff_t>(call.x.size()), step = static_cast<std::ptrdiff_t>(*call.step);
    const auto from = step == 0 ? start.begin() : noise.begin() + (step - 1) * n;
    std::transform(from, from + n, call.x.data, [](double z) { return static_cast<T>(z); });
  }
};
