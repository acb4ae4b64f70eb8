#include <gtest/gtest.h>

#include <vector>

#include "../counted_heap.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/nn/unet2d/unet2d.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/tensor/inference.hpp"
#include "tiny_unet.hpp"

namespace {

using namespace sfumato_test;

/// Also checks that each step sees the same addresses.
template <class Module>
void expect_steady_state(Module network, const shape& x_extent) {
  cpu_context ctx(2);
  parameter_slab<cpu<float>> slab(ctx, network);
  slab.initialize(network, 1);
  const auto x = some_numbers<float>(x_extent.size(), 1);
  const auto t = some_numbers<float>(x_extent[0], 2);
  const auto input_of = [&](graph<cpu<float>>& g) { return ops::to_scalar(g, g.input({x.data(), x_extent})); };
  const auto time_of = [&](graph<cpu<float>>& g) { return g.input({t.data(), {x_extent[0]}}); };

  graph<cpu<float>> g(ctx);
  long before = 0;
  const float* address = nullptr;
  for (int step = 0; step < 6; ++step) {
    if (step == 1) before = allocations;
    g.rewind();
    slab.zero_grads();
    const value image = input_of(g), y = network(g, image, time_of(g));
    g.backward(ops::mse(g, ops::to_real(g, y), ops::to_real(g, image)));
    if (step == 0) address = g.data(y);
    EXPECT_EQ(g.data(y), address);
  }
  EXPECT_EQ(allocations - before, 0) << "in training";

  inference<cpu<float>> run(ctx);
  const auto forward = [&](graph<cpu<float>>& planned) {
    const value image = input_of(planned);
    return network(planned, image, time_of(planned));
  };
  run(forward);
  before = allocations;
  for (int step = 0; step < 3; ++step) run(forward);
  EXPECT_EQ(allocations - before, 0) << "in inference";
}

TEST(Allocation, ASteadyStateMakesNone) {
  expect_steady_state(simple_unet<cpu<float>>(), {16, 16, 16, 1});
  expect_steady_state(tiny_unet<cpu<float>>(), {16, 8, 8, 3});
  expect_steady_state(unet2d<cpu<float>>(unet2d_config{.block_out_channels = {8, 8, 8, 8}, .norm_num_groups = 4}),
                      {2, 8, 8, 3});
}

}  // namespace
