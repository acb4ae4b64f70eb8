#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "../../weighted_sum.hpp"
#include "host_queue.hpp"
#include "sfumato/backend/cpu/cpu.hpp"

namespace sfumato_test {

using doubles = std::vector<double>;

/// Results and gradients of a function of a graph, as doubles.
using pass_results = std::vector<doubles>;

/// One array that a case hands in: an activation, or, where `real`, a parameter.
struct case_input {
  shape extent;
  bool real = false;
};

/// Numbers that every type of storage holds exactly, so that backends start alike: 8 bits each.
inline doubles storable_numbers(index_t n, std::uint32_t seed) {
  doubles x = some_numbers<double>(n, seed);
  for (double& v : x) v = static_cast<double>(bf16(v));
  return x;
}

/// One forward and backward pass of function(graph, handles) -> value; handles are any_value of inputs in their order.
template <class B, class F>
pass_results run_pass(typename B::context& ctx, const std::vector<case_input>& inputs, F&& function) {
  using S = typename B::scalar;
  using R = typename B::real;
  pass_results results;
  std::vector<std::vector<S>> scalars(inputs.size()), scalar_grads(inputs.size());
  std::vector<std::vector<R>> reals(inputs.size()), real_grads(inputs.size());
  graph<B> g(ctx);
  std::vector<int> ids;
  std::vector<any_value> handles;
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const doubles given = storable_numbers(inputs[k].extent.size(), static_cast<std::uint32_t>(k) + 1);
    for (const double x : given) {
      scalars[k].push_back(static_cast<S>(x));
      reals[k].push_back(static_cast<R>(x));
    }
    scalar_grads[k].resize(given.size());
    real_grads[k].resize(given.size());
    if (inputs[k].real)
      handles.push_back(g.input({reals[k].data(), inputs[k].extent}, real_grads[k].data()));
    else
      handles.push_back(g.scalar_input({scalars[k].data(), inputs[k].extent}, scalar_grads[k].data()));
  }
  const value y = function(g, handles);
  const index_t n = g.shape_of(y).size();
  std::vector<R> weights;
  for (const double x : storable_numbers(n, 1000)) weights.push_back(static_cast<R>(x));
  const real_value loss = weighted_sum(g, y, weights.data());
  const auto keep = [&](const auto& array) {
    doubles numbers;
    for (const auto& x : array) numbers.push_back(static_cast<double>(x));
    results.push_back(numbers);
  };
  keep(std::vector<S>(g.data(y), g.data(y) + n));
  g.backward(loss);
  for (std::size_t k = 0; k < inputs.size(); ++k) inputs[k].real ? keep(real_grads[k]) : keep(scalar_grads[k]);
  return results;
}

/// The largest difference of one array, as a share of its largest number.
inline double share_off(const doubles& a, const doubles& b) {
  double difference = 0, largest = 1e-30;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!std::isfinite(a[i])) return HUGE_VAL;
    difference = (std::max)(difference, std::abs(a[i] - b[i]));
    largest = (std::max)(largest, std::abs(b[i]));
  }
  return difference / largest;
}

/// What S keeps: a hundred roundings of double and float; of 16 bits two or three in a row, 2^-9 each, and
/// cancellation.
template <class S>
inline constexpr double storage_tolerance = std::is_same_v<S, double>  ? 1e-12
                                            : std::is_same_v<S, float> ? 2e-5
                                                                       : 0.03;

template <class S, class F>
void expect_like_double(const std::vector<case_input>& inputs, const pass_results& expected, F&& function) {
  host_queue alone(1);
  const pass_results one = run_pass<host_cuda<S>>(alone, inputs, function);
  ASSERT_EQ(one.size(), expected.size());
  for (std::size_t k = 0; k < one.size(); ++k)
    EXPECT_LT(share_off(one[k], expected[k]), storage_tolerance<S>)
        << (k == 0 ? "the result" : "the gradient of input " + std::to_string(k - 1)) << ", stored in " << sizeof(S)
        << " bytes";
  if (!std::is_same_v<S, float>) return;
  for (const index_t threads : {3, 4}) {
    host_queue queue(threads);
    EXPECT_TRUE((run_pass<host_cuda<S>>(queue, inputs, function)) == one) << threads << " threads";
  }
}

/// The function's results and gradients by the kernels of the GPU, run on the host with 1, 3 and 4 threads a block, are
/// those of cpu<double>, within what each type of storage keeps, and the same bits for each number of threads.
template <class F>
void expect_both_alike(const std::vector<case_input>& inputs, F&& function) {
  cpu_context ctx(1, convolution::direct);
  const pass_results expected = run_pass<cpu<double>>(ctx, inputs, function);
  expect_like_double<double>(inputs, expected, function);
  expect_like_double<float>(inputs, expected, function);
  expect_like_double<bf16>(inputs, expected, function);
}

}  // namespace sfumato_test
