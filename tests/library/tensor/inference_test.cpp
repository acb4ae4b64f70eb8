#include "sfumato/tensor/inference.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "../nn/tiny_unet.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/add.hpp"
#include "sfumato/ops/scale.hpp"

namespace {

using namespace sfumato_test;
using F = cpu<float>;

template <class Module>
struct fixture {
  Module network;
  cpu_context ctx{2};
  parameter_slab<F> slab{ctx, network};
  shape extent;
  std::vector<float> x, t;

  explicit fixture(const shape& s, const Module& net = Module())
      : network(net), extent(s), x(some_numbers<float>(s.size(), 1)), t(some_numbers<float>(s[0], 2)) {
    slab.initialize(network, 1);
    for (float& time : t) time = 100 + 90 * time;
  }
  value forward(graph<F>& g) {
    const value image = g.scalar_input({x.data(), extent});
    const real_value time = g.input({t.data(), {extent[0]}});
    return network(g, image, time);
  }
  std::vector<float> trained() {
    graph<F> g(ctx);
    const view<float> y = g[forward(g)];
    return {y.span().begin(), y.span().end()};
  }
};

template <class Module>
void expect_same_bits(const shape& extent) {
  fixture<Module> f(extent);
  inference<F> run(f.ctx);
  for (int call = 0; call < 3; ++call) {
    const view<float> y = run([&](graph<F>& g) { return f.forward(g); });
    EXPECT_EQ(y.extent, extent);
    EXPECT_EQ(std::vector<float>(y.span().begin(), y.span().end()), f.trained()) << "in call " << call;
    f.x[0] += 1;
  }
}

TEST(Inference, GivesTheBitsOfTheTrainingForwardPass) {
  expect_same_bits<simple_unet<F>>({3, 16, 16, 1});
  expect_same_bits<tiny_unet<F>>({3, 8, 6, 3});
}

TEST(Inference, PacksWeightsAnewWhenTheyHaveChanged) {
  fixture<simple_unet<F>> f({1, 8, 8, 1}, simple_unet<F>(light_widths));
  inference<F> run(f.ctx);
  const auto planned = [&] {
    const view<float> y = run([&](graph<F>& g) { return f.forward(g); });
    return std::vector<float>(y.span().begin(), y.span().end());
  };
  const auto before = planned();
  for (index_t i = 0; i < f.slab.size(); ++i) f.slab.values()[i] *= 0.5f;
  const auto after = planned();
  EXPECT_NE(after, before);
  EXPECT_EQ(after, f.trained());
  f.slab.initialize(f.network, 2);
  EXPECT_EQ(planned(), f.trained());

  // Behind the slab's back: then it must be told.
  f.network.output.weight.value[0] += 1;
  EXPECT_NE(planned(), f.trained());
  run.weights_changed();
  EXPECT_EQ(planned(), f.trained());
}

TEST(Inference, APassThatThrewLeavesNothingBehind) {
  fixture<simple_unet<F>> f({1, 8, 8, 1}, simple_unet<F>(unet_widths{4, 5, 6}));
  const auto pass = [&](inference<F>& run, bool fails) {
    const view<float> y = run([&](graph<F>& g) {
      const value made = f.forward(g);
      require(!fails, error_kind::value, "half-way");
      return made;
    });
    return std::vector<float>(y.span().begin(), y.span().end());
  };
  inference<F> run(f.ctx), fresh(f.ctx);
  EXPECT_THROW(pass(run, true), error);
  EXPECT_EQ(pass(run, false), pass(fresh, false));
  EXPECT_EQ(run.plan().bytes(), fresh.plan().bytes());
  EXPECT_EQ(run.plan().flops(), fresh.plan().flops());
}

TEST(Inference, TwoOutputsOfAnOperationStayClearOfItsInput) {
  cpu_context ctx(1);
  constexpr index_t n = 64;
  const auto x = some_numbers<float>(n, 1);
  inference<F> run(ctx);
  for (int call = 0; call < 2; ++call) {
    const view<float> y = run([&](graph<F>& g) {
      const value doubled = ops::scale(g, g.scalar_input({x.data(), {n}}), 2);
      const auto both = g.make_all<value, 2>({shape{n}, shape{n}}, {doubled});
      g.run([&] {  // backwards, so that a place shared with the input would show
        for (const value out : both)
          for (index_t i = 0; i < n; ++i) g.data(out)[i] = g.data(doubled)[n - 1 - i];
      });
      return ops::add(g, both[0], both[1]);
    });
    for (index_t i = 0; i < n; ++i) EXPECT_EQ(y.data[i], 4 * x[static_cast<std::size_t>(n - 1 - i)]);
  }
}

TEST(Inference, NeedsFarLessMemoryThanTraining) {
  fixture<simple_unet<F>> f({8, 16, 16, 1});
  inference<F> run(f.ctx);
  run([&](graph<F>& g) { return f.forward(g); });
  // At the widest place: the top's 32 channels, the skip's 32, and the upsampled 64 at half size.
  const index_t widest = 8 * (16 * 16 * (32 + 32) + 8 * 8 * 64);
  const index_t activations = run.plan().bytes() / 4;
  graph<F> g(f.ctx);
  f.forward(g);
  EXPECT_LT(run.plan().bytes(), g.memory());
  // Beside the activations, packed weights: folded ones take 16/9 of the plain.
  EXPECT_LT(activations, widest + 2 * f.slab.size());
}

TEST(Inference, CountsTheFlopsOfAConvolutionAsIfComputedDirectly) {
  fixture<simple_unet<F>> f({1, 16, 16, 1});
  inference<F> run(f.ctx);
  run([&](graph<F>& g) { return f.forward(g); });
  // Multiplications and additions of the six convolutions; the five time layers add less than a thousandth.
  const double convolutions =
      2.0 * 9 * (256 * (1 * 32 + 96 * 32 + 32 * 1) + 64 * (32 * 64 + 192 * 64) + 16 * (64 * 128));
  EXPECT_NEAR(run.plan().flops() / convolutions, 1, 1e-3);
}

}  // namespace
