#pragma once

#include <cmath>
#include <vector>

#include "sfumato/backend/cpu/elementwise.hpp"
#include "sfumato/backend/cpu/memory.hpp"
#include "sfumato/core/view.hpp"

namespace sfumato_test {

using namespace sfumato;

/// As much of a backend as an objective needs, in double.
struct elementwise_double : cpu_kernels::cpu_memory<double>, cpu_kernels::cpu_elementwise<double> {
  using scalar = double;
  using real = double;
  using context = cpu_context;
};

struct images_at_hand {
  shape extent;
  std::vector<double> pixels;

  explicit images_at_hand(index_t count, const shape& image = {3, 3, 1})
      : extent{count, image[0], image[1], image[2]}, pixels(static_cast<std::size_t>(extent.size())) {
    for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = std::sin(static_cast<double>(i));
  }
  view<const double> images() const { return {pixels.data(), extent}; }
};

/// An objective with its counter of steps.
template <class Objective>
struct prepared : Objective {
  whole step = 0;

  using Objective::Objective;
  void prepare(view<const double> images, index_t at) {
    step = static_cast<whole>(at);
    Objective::prepare(images, &step);
  }
  double drawn_for(index_t n) const { return this->drawn()[static_cast<std::size_t>(n)]; }
};

inline std::vector<double> copy(view<const double> x) { return {x.span().begin(), x.span().end()}; }

/// Mean and variance.
struct moments {
  double sum = 0, squares = 0, count = 0;

  void add(double x) { sum += x, squares += x * x, ++count; }
  double mean() const { return sum / count; }
  double variance() const { return squares / count - mean() * mean(); }
};

}  // namespace sfumato_test
