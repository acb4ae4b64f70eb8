#include <gtest/gtest.h>

#include <vector>

#include "../../nn/tiny_unet.hpp"
#include "both_backends.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/mse.hpp"

// Whole networks, their losses and gradients, by the kernels of the CUDA backend on the host.
namespace {

using namespace sfumato_test;

template <class B, template <class> class Net>
pass_results network_pass(typename B::context& ctx, const shape& extent) {
  using R = typename B::real;
  Net<B> net;
  parameter_slab<B> slab(ctx, net);
  const doubles weights = storable_numbers(slab.size(), 1), pixels = storable_numbers(extent.size(), 2);
  for (std::size_t i = 0; i < weights.size(); ++i) slab.values()[i] = static_cast<R>(0.3 * weights[i]);
  std::vector<R> x(pixels.begin(), pixels.end()), gx(x.size()), times, target(x.size(), R(0.25));
  for (index_t n = 0; n < extent[0]; ++n) times.push_back(static_cast<R>(3 + 37 * n));
  graph<B> g(ctx);
  const value y =
      net(g, ops::to_scalar(g, g.input({x.data(), extent}, gx.data())), g.input({times.data(), {extent[0]}}));
  const real_value loss = ops::mse(g, ops::to_real(g, y), g.input({target.data(), extent}));
  pass_results results{{static_cast<double>(*g.data(loss))}};
  g.backward(loss);
  results.emplace_back(gx.begin(), gx.end());
  results.emplace_back(slab.grads(), slab.grads() + slab.size());
  return results;
}

template <template <class> class Net, class S>
void expect_same_training_step(const shape& extent, double tolerance) {
  cpu_context ctx(1, convolution::direct);
  host_queue queue;
  const pass_results expected = network_pass<cpu<double>, Net>(ctx, extent),
                     found = network_pass<host_cuda<S>, Net>(queue, extent);
  for (std::size_t k = 0; k < expected.size(); ++k)
    EXPECT_LT(share_off(found[k], expected[k]), tolerance) << "part " << k << " in " << sizeof(S) << " bytes";
}

TEST(CudaKernels, TrainNetworksAsTheCpuDoes) {
  expect_same_training_step<tiny_unet, double>({3, 4, 6, 3}, 1e-11);
  expect_same_training_step<tiny_unet, float>({3, 4, 6, 3}, 1e-4);
  expect_same_training_step<simple_unet, double>({2, 8, 8, 1}, 1e-11);
}

}  // namespace
