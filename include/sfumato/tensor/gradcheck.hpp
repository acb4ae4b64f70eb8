#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// An array of numbers that a loss depends on, and where the tape puts its gradient.
template <backend B>
struct checked_array {
  typename B::real* values = nullptr;
  typename B::real* grad = nullptr;
  index_t size = 0;
};

struct gradcheck_options {
  /// Step of the central difference, in units of max(1, |x|).
  double step = 1e-5;
  /// At most so many elements of each array, spread evenly; 0 means all.
  index_t samples = 0;
  /// Errors are relative to the largest gradient of their array, but at least to this fraction of the largest of all
  /// arrays: a gradient that is zero in exact arithmetic has no scale of its own.
  double floor = 1e-3;
};

/// The worst disagreement between tape and differences, and where it is.
struct gradcheck_result {
  double error = 0;
  std::size_t array = 0;
  index_t element = 0;
  double tape = 0, difference = 0;
};

inline std::string to_string(const gradcheck_result& r) {
  return join("relative error ", std::to_string(r.error * 1e9), "e-9 at element ", r.element, " of array ", r.array,
              ": the tape says ", r.tape, ", the difference ", r.difference);
}

/// Compares reverse mode with central differences (f(x + h) - f(x - h)) / 2h. loss(graph&) -> real_value of one
/// element, the same function each time. Differences want reals in double: their error is then near 1e-9.
template <backend B, class Loss>
gradcheck_result check_gradients(typename B::context& ctx, const std::vector<checked_array<B>>& arrays, Loss&& loss,
                                 const gradcheck_options& options = {}) {
  using T = typename B::real;
  graph<B> g(ctx);
  const auto evaluate = [&] {
    g.rewind();
    const real_value at = loss(g);
    T result{};
    B::download(ctx, &result, g[at].data, 1);
    return static_cast<double>(result);
  };

  for (const checked_array<B>& a : arrays) B::fill(ctx, a.grad, a.size, T(0));
  g.backward(loss(g));
  std::vector<std::vector<T>> tape;
  for (const checked_array<B>& a : arrays) {
    tape.emplace_back(static_cast<std::size_t>(a.size));
    B::download(ctx, tape.back().data(), a.grad, a.size);
  }
  std::vector<double> scale(arrays.size(), 0.0);
  for (std::size_t k = 0; k < arrays.size(); ++k)
    for (T slope : tape[k]) scale[k] = (std::max)(scale[k], std::abs(static_cast<double>(slope)));

  struct sample {
    std::size_t array;
    index_t element;
    double difference;
  };
  std::vector<sample> sampled;
  for (std::size_t k = 0; k < arrays.size(); ++k) {
    const index_t n = arrays[k].size, count = options.samples > 0 ? (std::min)(n, options.samples) : n;
    for (index_t i = 0; i < count; ++i) {
      const index_t element = i * n / count;
      T* at = arrays[k].values + element;
      T original{};
      B::download(ctx, &original, at, 1);
      const double h = options.step * (std::max)(1.0, std::abs(static_cast<double>(original)));
      const T above = original + static_cast<T>(h), below = original - static_cast<T>(h);
      B::upload(ctx, at, &above, 1);
      const double upper = evaluate();
      B::upload(ctx, at, &below, 1);
      const double lower = evaluate();
      B::upload(ctx, at, &original, 1);
      const double difference = (upper - lower) / static_cast<double>(above - below);
      sampled.push_back({k, element, difference});
      scale[k] = (std::max)(scale[k], std::abs(difference));
    }
  }

  const double largest = scale.empty() ? 0 : *std::max_element(scale.begin(), scale.end());
  gradcheck_result worst;
  for (const sample& s : sampled) {
    const double slope = static_cast<double>(tape[s.array][static_cast<std::size_t>(s.element)]);
    const double unit = (std::max)(scale[s.array], options.floor * largest);
    const double error = unit > 0 ? std::abs(slope - s.difference) / unit : 0;
    const bool nan = is_nan(error);
    if (error > worst.error || nan) worst = {error, s.array, s.element, slope, s.difference};
    if (nan) break;
  }
  return worst;
}

}  // namespace sfumato
