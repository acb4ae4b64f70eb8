#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <span>
#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/tensor/gradcheck.hpp"
#include "weighted_sum.hpp"

namespace sfumato_test {

using checked_backend = cpu<double>;
using checked_graph = graph<checked_backend>;
/// An array whose gradient is checked, as whatever kind of handle an operation takes: in double all are stored alike.
struct checked_input {
  real_value given;
  operator value() const { return value(given.id); }
  operator real_value() const { return given; }
  operator any_value() const { return given; }
};
using inputs = std::span<const checked_input>;

/// Central differences of a smooth function with steps of 1e-5 are off by about step^2 = 1e-10 and by rounding, 1e-16 /
/// step times a sum of up to a thousand terms = 1e-8.
inline constexpr double smooth_tolerance = 1e-7;
/// Beside a kink (relu, maximum) steps must be so small that none steps over it: 1e-6, and rounding ten times as large.
inline constexpr double kink_tolerance = 1e-6;
inline constexpr gradcheck_options kink_options{.step = 1e-6};

/// Random tensors of given shapes as inputs of a function whose gradients are checked, as a sum of its results with
/// random weights, on two threads.
class gradient_case {
 public:
  explicit gradient_case(const std::vector<shape>& shapes, std::uint32_t seed = 1) : shapes_(shapes), seed_(seed) {
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      values_.push_back(some_numbers<double>(shapes[k].size(), seed + static_cast<std::uint32_t>(k)));
      grads_.emplace_back(values_.back().size());
    }
  }

  std::vector<double>& values(std::size_t input) { return values_[input]; }

  /// function(graph, inputs) -> value or real_value of any shape.
  template <class F>
  gradcheck_result check(F&& function, const gradcheck_options& options = {}) {
    std::vector<checked_array<checked_backend>> arrays;
    for (std::size_t k = 0; k < values_.size(); ++k)
      arrays.push_back({values_[k].data(), grads_[k].data(), shapes_[k].size()});
    std::vector<double> weights;
    return check_gradients<checked_backend>(
        ctx_, arrays,
        [&](checked_graph& g) {
          std::vector<checked_input> given;
          for (std::size_t k = 0; k < values_.size(); ++k)
            given.push_back({g.input({values_[k].data(), shapes_[k]}, grads_[k].data())});
          const auto y = function(g, inputs(given));
          if (weights.empty()) weights = some_numbers<double>(g.shape_of(y).size(), seed_ + 1000);
          return weighted_sum(g, y, weights.data());
        },
        options);
  }

 private:
  cpu_context ctx_{2};
  std::vector<shape> shapes_;
  std::uint32_t seed_;
  std::vector<std::vector<double>> values_, grads_;
};

template <class F>
void expect_gradients(const std::vector<shape>& shapes, F&& function) {
  const gradcheck_result result = gradient_case(shapes).check(function);
  EXPECT_LT(result.error, smooth_tolerance) << to_string(result);
}

template <class F>
void expect_gradients_beside_kinks(const std::vector<shape>& shapes, F&& function, std::uint32_t seed = 1) {
  const gradcheck_result result = gradient_case(shapes, seed).check(function, kink_options);
  EXPECT_LT(result.error, kink_tolerance) << to_string(result);
}

}  // namespace sfumato_test
