#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "../../nn/tiny_unet.hpp"
#include "../../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/mse.hpp"

// Results are the same bits on any number of threads, and for an image alone or among others.
namespace {

using namespace sfumato_test;
using F = cpu<float>;
using floats = std::vector<float>;

struct step_result {
  floats y, gx, grads;
  friend bool operator==(const step_result&, const step_result&) = default;
};

/// One forward and backward pass.
template <class Module>
step_result train_once(int threads, const shape& extent) {
  cpu_context ctx(threads);
  Module network;
  parameter_slab<F> slab(ctx, network);
  slab.initialize(network, 1);
  const floats x = some_numbers<float>(extent.size(), 1), target = some_numbers<float>(extent.size(), 2);
  floats t = some_numbers<float>(extent[0], 3), gx(x.size());
  for (float& time : t) time = std::round(100 + 99 * time);
  graph<F> g(ctx);
  const value image = ops::to_scalar(g, g.input({x.data(), extent}, gx.data()));
  const value y = network(g, image, g.input({t.data(), {extent[0]}}));
  g.backward(ops::mse(g, ops::to_real(g, y), g.input({target.data(), extent})));
  return {{g.data(y), g.data(y) + g.shape_of(y).size()}, gx, {slab.grads(), slab.grads() + slab.size()}};
}

template <class Module>
void expect_same_on_any_thread_count(const shape& extent) {
  const step_result one = train_once<Module>(1, extent);
  for (const int threads : {2, 3, 7, 16})
    EXPECT_TRUE(train_once<Module>(threads, extent) == one) << threads << " threads";
}

TEST(SameBits, ATrainingStepOnAnyThreadCount) {
  for (const index_t batch : {1, 5, 33}) {
    expect_same_on_any_thread_count<simple_unet<F>>({batch, 8, 8, 1});
    expect_same_on_any_thread_count<tiny_unet<F>>({batch, 6, 4, 3});
  }
}

TEST(SameBits, AReductionOnAnyThreadCount) {
  for (const index_t n : {1, 100, 8192, 8193, 100000}) {
    const floats a = some_numbers<float>(n, 1), b = some_numbers<float>(n, 2);
    const auto sum = [&](int threads) {
      cpu_context ctx(threads);
      float result = 0;
      F::reduce(ctx, &result, 0.5f, n, product{}, a.data(), b.data());
      return result;
    };
    double exact = 0;
    for (std::size_t i = 0; i < a.size(); ++i) exact += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    const float one = sum(1);
    // Each lane adds up to 8192 products, all but the last few bits of which are random: the errors too.
    EXPECT_NEAR(static_cast<double>(one), exact / 2, 1e-7 * static_cast<double>(n));
    for (const int threads : {2, 3, 7, 16}) EXPECT_EQ(sum(threads), one) << n;
  }
}

/// Of y = f(x0, x1): y and the gradients of both inputs.
template <class Op>
std::vector<floats> of_one_image(int threads, const shape& first, const shape& second, Op&& f) {
  const floats x0 = some_numbers<float>(first.size(), 1), x1 = some_numbers<float>(second.size(), 2);
  floats grad0(x0.size()), grad1(x1.size());
  cpu_context ctx(threads);
  graph<F> g(ctx);
  const real_value inputs[2] = {g.input({x0.data(), first}, grad0.data()), g.input({x1.data(), second}, grad1.data())};
  const value y = f(g, ops::to_scalar(g, inputs[0]), ops::to_scalar(g, inputs[1]));
  const index_t n = g.shape_of(y).size();
  const floats weights = some_numbers<float>(n, 3);
  g.backward(weighted_sum(g, y, weights.data()));
  return {{g.data(y), g.data(y) + n}, grad0, grad1};
}

// Images fewer than threads are cut: group norm by its groups, the second of which lies across both inputs, attention
// by its queries. The backward pass reads the statistics of all pieces.
TEST(SameBits, PiecesOfAnImageOnAnyThreadCount) {
  const floats weights = some_numbers<float>(64, 7);
  const auto norm = [&](int threads) {
    return of_one_image(threads, {1, 40, 33, 24}, {1, 40, 33, 40}, [&](graph<F>& g, value x0, value x1) {
      const real_value w = g.input({weights.data(), {64}});
      return ops::group_norm(g, x0, w, w, {.groups = 4, .act = activation::silu, .second = x1});
    });
  };
  const auto attention = [](int threads) {
    return of_one_image(threads, {1, 300, 20}, {1, 70, 20},
                        [](graph<F>& g, value x0, value x1) { return ops::attention(g, x0, x1, x1, 1); });
  };
  for (const int threads : {2, 3, 7, 16}) {
    EXPECT_TRUE(norm(threads) == norm(1)) << threads << " threads";
    EXPECT_TRUE(attention(threads) == attention(1)) << threads << " threads";
  }
}

using forward = std::function<value(graph<F>&, value)>;

/// Runs `rows` images at once and each by itself.
void expect_same_alone(const std::string& what, const shape& one, index_t rows, const forward& f) {
  const index_t size = one.size();
  const floats x = some_numbers<float>(rows * size, 1);
  const auto run = [&](index_t first, index_t count) {
    cpu_context ctx(2);
    graph<F> g(ctx);
    const shape extent = one.rank() == 4   ? shape{count, one[1], one[2], one[3]}
                         : one.rank() == 3 ? shape{count, one[1], one[2]}
                                           : shape{count, one[1]};
    const view<float> y = g[f(g, g.scalar_input({x.data() + first * size, extent}))];
    return floats(y.span().begin(), y.span().end());
  };
  const floats together = run(0, rows);
  const index_t y_size = static_cast<index_t>(together.size()) / rows;
  for (index_t row = 0; row < rows; ++row)
    ASSERT_EQ(run(row, 1), floats(together.begin() + row * y_size, together.begin() + (row + 1) * y_size))
        << what << ", image " << row << " of " << rows;
}

TEST(SameBits, AnImageAloneOrAmongSixtyFour) {
  const auto weights = some_numbers<float>(5 * 5 * 40 * 40, 7);
  const auto w = [&](graph<F>& g, const shape& s) { return g.input({weights.data(), s}); };
  for (const index_t rows : {2, 7, 64}) {
    for (const index_t out : {1, 3, 16, 21, 40}) {
      const index_t channels = out == 1 ? 32 : 5;
      expect_same_alone("conv2d", {1, 5, 6, channels}, rows, [&](graph<F>& g, value x) {
        return ops::conv2d(g, x, w(g, {3, 3, channels, out}), {.bias = w(g, {out}), .act = activation::silu});
      });
      expect_same_alone("conv2d upsampled", {1, 3, 5, 8}, rows, [&](graph<F>& g, value x) {
        return ops::conv2d(g, x, w(g, {3, 3, 8, out}), {.bias = w(g, {out}), .upsample = true});
      });
      expect_same_alone("conv2d stride 2", {1, 5, 6, 6}, rows, [&](graph<F>& g, value x) {
        return ops::conv2d(g, x, w(g, {3, 3, 6, out}), {.stride = 2, .act = activation::relu});
      });
      expect_same_alone("linear", {1, 19}, rows, [&](graph<F>& g, value x) {
        return ops::linear(g, x, w(g, {19, out}), {.bias = w(g, {out}), .act = activation::silu});
      });
    }
    expect_same_alone("linear over tokens", {1, 3, 6}, rows, [&](graph<F>& g, value x) {
      return ops::linear(g, x, w(g, {6, 10}), {.bias = w(g, {10})});
    });
    expect_same_alone("group norm", {1, 5, 4, 24}, rows, [&](graph<F>& g, value x) {
      return ops::group_norm(g, x, w(g, {24}), w(g, {24}), {.groups = 4, .act = activation::silu});
    });
    expect_same_alone("attention", {1, 70, 20}, rows,
                      [&](graph<F>& g, value x) { return ops::attention(g, x, x, x, 4); });
    expect_same_alone("pool", {1, 5, 4, 19}, rows, [](graph<F>& g, value x) { return ops::avg_pool(g, x); });
    expect_same_alone("silu", {1, 5, 19}, rows, [](graph<F>& g, value x) { return ops::silu(g, x); });
  }
}

template <class Module>
void expect_network_same_alone(const shape& one) {
  Module network;
  cpu_context ctx(1);
  parameter_slab<F> slab(ctx, network);
  slab.initialize(network, 1);
  const floats t(64, 50.0f);
  expect_same_alone("network", one, 64, [&](graph<F>& g, value x) {
    return network(g, x, g.input({t.data(), {g.shape_of(x)[0]}}));
  });
}

TEST(SameBits, ANetworkOnAnImageAloneOrAmongSixtyFour) {
  expect_network_same_alone<simple_unet<F>>({1, 8, 8, 1});
  expect_network_same_alone<tiny_unet<F>>({1, 6, 4, 3});
}

}  // namespace
