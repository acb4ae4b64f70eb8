#include <gtest/gtest.h>

#include <vector>

#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/core/batch_chunks.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/cast.hpp"
#include "tiny_unet.hpp"

namespace {

using namespace sfumato_test;
using B = cpu<float>;

constexpr index_t images = 8;
constexpr whole labels[images] = {0, 2, 1, 2, 2, 0, 1, 2};

real_value answer_of(graph<B>& g, const simple_unet<B>& net, value x, real_value t, index_t first, index_t count) {
  return ops::to_real(g, net(g, x, t, {g.input(view<const whole>{labels + first, {count}})}));
}
real_value answer_of(graph<B>& g, const tiny_unet<B>& net, value x, real_value t, index_t, index_t) {
  return ops::to_real(g, net(g, x, t));
}

/// The gradients of all parameters for images first ... first + count - 1 of the same eight.
template <class Net>
std::vector<float> gradients(const Net& network, const shape& one, index_t first, index_t count) {
  Net net = network;
  cpu_context ctx(2);
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 1);
  slab.zero_grads();
  const index_t size = one.size();
  const auto x = some_numbers<float>(images * size, 1), t = some_numbers<float>(images, 2),
             weights = some_numbers<float>(images * size, 3);
  graph<B> g(ctx);
  const shape some{count, one[1], one[2], one[3]};
  const value input = ops::to_scalar(g, g.input({x.data() + first * size, some}));
  const real_value time = g.input({t.data() + first, {count}});
  g.backward(weighted_sum(g, answer_of(g, net, input, time, first, count), weights.data() + first * size));
  return {slab.grads(), slab.grads() + slab.size()};
}

template <class Net>
void expect_two_halves_to_add_up(const Net& net, const shape& one) {
  const auto whole_batch = gradients(net, one, 0, images);
  const auto left = gradients(net, one, 0, images / 2), right = gradients(net, one, images / 2, images / 2);
  std::size_t different = 0, in_another_order = 0;
  std::vector<float> in_order = gradients(net, one, 0, 1);
  for (index_t n = 1; n < images; ++n) {
    const auto own = gradients(net, one, n, 1);
    for (std::size_t i = 0; i < own.size(); ++i) in_order[i] += own[i];
  }
  for (std::size_t i = 0; i < whole_batch.size(); ++i) {
    different += whole_batch[i] != left[i] + right[i];
    in_another_order += whole_batch[i] != in_order[i];
  }
  EXPECT_EQ(different, 0u) << "of " << whole_batch.size();
  EXPECT_GT(in_another_order, whole_batch.size() / 10) << "these numbers could not tell one order from another";
}

TEST(BatchTree, GradientsOfTwoHalvesOfABatchAddUpToTheSameBits) {
  expect_two_halves_to_add_up(simple_unet<B>(3, light_widths), {1, 16, 16, 1});
  expect_two_halves_to_add_up(tiny_unet<B>(), {1, 8, 8, 3});
}

TEST(BatchTree, EveryRowIsInOneOfAtMostEightChunks) {
  for (index_t rows = 0; rows < 200; ++rows) {
    const batch_chunks chunks(rows);
    EXPECT_LE(chunks.count, batch_chunks::most);
    index_t next = 0;
    for (index_t chunk = 0; chunk < chunks.count; ++chunk) {
      EXPECT_EQ(chunks.begin(chunk), next);
      EXPECT_TRUE(chunks.end(chunk) > next || rows == 0) << "an empty chunk of " << rows << " rows";
      for (index_t row = next; row < chunks.end(chunk); ++row) EXPECT_EQ(chunks.of(row), chunk);
      next = chunks.end(chunk);
    }
    EXPECT_EQ(next, rows);
    std::vector<index_t> sum(8, 1);
    chunks.fold(
        [&](index_t to, index_t from) { sum[static_cast<std::size_t>(to)] += sum[static_cast<std::size_t>(from)]; });
    EXPECT_EQ(sum[0], chunks.count);
  }
}

}  // namespace
