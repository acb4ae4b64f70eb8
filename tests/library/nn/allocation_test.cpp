#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/tensor/inference.hpp"
#include "tiny_unet.hpp"

// Everything on the heap is counted but the scratch of kernels, which a thread takes when it first meets a task as
// large.
namespace {
std::atomic<long> allocations{0};

void* counted(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace sfumato_test;

/// The CPU backend, counting the arrays it hands out.
struct counting_backend : cpu<float> {
  static float* allocate(cpu_context& ctx, index_t n) {
    ++allocations;
    return cpu<float>::allocate(ctx, n);
  }
};

/// Also checks that each step sees the same addresses.
template <class Module>
void expect_steady_state(Module network, const shape& x_extent) {
  cpu_context ctx(2);
  parameter_slab<counting_backend> slab(ctx, network);
  slab.initialize(network, 1);
  const auto x = some_numbers<float>(x_extent.size(), 1);
  const auto t = some_numbers<float>(x_extent[0], 2);
  const auto input_of = [&](graph<counting_backend>& g) { return g.input({x.data(), x_extent}); };
  const auto time_of = [&](graph<counting_backend>& g) { return g.input({t.data(), {x_extent[0]}}); };

  graph<counting_backend> g(ctx);
  long before = 0;
  const float* address = nullptr;
  for (int step = 0; step < 6; ++step) {
    if (step == 1) before = allocations;
    g.rewind();
    slab.zero_grads();
    const value image = input_of(g), y = network(g, image, time_of(g));
    g.backward(ops::mse(g, y, image));
    if (step == 0) address = g.data(y);
    EXPECT_EQ(g.data(y), address);
  }
  EXPECT_EQ(allocations - before, 0) << "in training";

  inference<counting_backend> run(ctx);
  const auto forward = [&](graph<counting_backend>& planned) {
    const value image = input_of(planned);
    return network(planned, image, time_of(planned));
  };
  run(forward);
  before = allocations;
  for (int step = 0; step < 3; ++step) run(forward);
  EXPECT_EQ(allocations - before, 0) << "in inference";
}

TEST(Allocation, ASteadyStateMakesNone) {
  expect_steady_state(simple_unet<counting_backend>(), {16, 16, 16, 1});
  expect_steady_state(tiny_unet<counting_backend>(), {16, 8, 8, 3});
}

}  // namespace
