#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "../gradient_case.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/tensor/parameter.hpp"
#include "tiny_unet.hpp"

namespace {

using namespace sfumato_test;
using B = cpu<float>;

// 231,297 of the convolutions and 10,560 of the time layers.
static_assert(parameter_count(simple_unet<B>()) == 241857);
static_assert(parameter_count(simple_unet<B>(light_widths)) == 90561 + 6600);
static_assert(parameter_count(simple_unet<B>(10)) == 241857 + 11 * 32);
static_assert(parameter_count(resnet_block<B>(8, 8, 12)) == 2 * 16 + 2 * (9 * 64 + 8) + 12 * 8 + 8);
static_assert(parameter_count(resnet_block<B>(24, 8, 12, {.groups = 4})) ==
              48 + (9 * 24 * 8 + 8) + 104 + 16 + 584 + 24 * 8 + 8);
static_assert(parameter_count(attention_block<B>(16)) == 32 + 4 * (16 * 16 + 16));
static_assert(parameter_count(time_mlp<B>(8, 12)) == 108 + 156);
static_assert(parameter_count(downsample<B>(8)) == 584 && parameter_count(upsample<B>(8)) == 584);

template <class Module>
std::vector<std::string> names(Module module) {
  std::vector<std::string> all;
  for_each_parameter(module, [&](const std::string& name, const auto&) { all.push_back(name); });
  return all;
}
std::vector<std::string> with_weight_and_bias(const std::vector<std::string>& layers) {
  std::vector<std::string> all;
  for (const std::string& layer : layers) {
    all.push_back(layer + ".weight");
    all.push_back(layer + ".bias");
  }
  return all;
}

TEST(Blocks, NameTheirParametersAsTheHuggingFaceStateDictDoes) {
  EXPECT_EQ(names(group_norm<B>(8)), (std::vector<std::string>{"weight", "bias"}));
  EXPECT_EQ(names(attention_block<B>(16)), with_weight_and_bias({"group_norm", "to_q", "to_k", "to_v", "to_out.0"}));
  EXPECT_EQ(names(resnet_block<B>(8, 8, 12)),
            with_weight_and_bias({"norm1", "conv1", "time_emb_proj", "norm2", "conv2"}));
  EXPECT_EQ(names(resnet_block<B>(8, 16, 12)),
            with_weight_and_bias({"norm1", "conv1", "time_emb_proj", "norm2", "conv2", "conv_shortcut"}));
  EXPECT_EQ(names(downsample<B>(8)), with_weight_and_bias({"conv"}));
  EXPECT_EQ(names(upsample<B>(8)), with_weight_and_bias({"conv"}));
  EXPECT_EQ(names(time_mlp<B>(8, 12)), with_weight_and_bias({"linear_1", "linear_2"}));
}

TEST(ResnetBlock, RefusesASecondInputItHasNoShortcutFor) {
  resnet_block<B> block(8, 8, 12, {.groups = 4});
  cpu_context ctx(1);
  parameter_slab<B> slab(ctx, block);
  graph<B> g(ctx);
  const std::vector<float> zeros(100);
  EXPECT_THROW(block(g, g.scalar_input({zeros.data(), {1, 2, 2, 4}}), g.scalar_input({zeros.data(), {1, 12}}),
                     g.scalar_input({zeros.data(), {1, 2, 2, 4}})),
               error);
}

/// Tape against differences of the whole network, with regard to the image and to some parameters of each tensor.
template <class Module>
gradcheck_result check_network(Module& network, const shape& x_extent, index_t samples, double step) {
  cpu_context ctx(2);
  parameter_slab<checked_backend> slab(ctx, network);
  slab.initialize(network, 1);
  auto x = some_numbers<double>(x_extent.size(), 1);
  std::vector<double> gx(x.size()), t;
  for (index_t n = 0; n < x_extent[0]; ++n) t.push_back(static_cast<double>(3 + 37 * n));
  const auto target = some_numbers<double>(x_extent.size(), 2);
  std::vector<checked_array<checked_backend>> arrays = {{x.data(), gx.data(), x_extent.size()}};
  for_each_parameter(network, [&](const std::string&, parameter<double>& p) {
    arrays.push_back({p.value, p.grad, p.extent.size()});
  });
  return check_gradients<checked_backend>(
      ctx, arrays,
      [&](checked_graph& g) {
        const value image = ops::to_scalar(g, g.input({x.data(), x_extent}, gx.data()));
        const value y = network(g, image, g.input({t.data(), {x_extent[0]}}));
        return ops::mse(g, ops::to_real(g, y), g.input({target.data(), x_extent}));
      },
      {.step = step, .samples = samples});
}

TEST(SimpleUnet, HasTheGradientsThatDifferencesGiveInAllParameters) {
  simple_unet<checked_backend> network(unet_widths{3, 4, 5});
  const gradcheck_result result = check_network(network, {2, 4, 8, 1}, 0, 1e-6);
  EXPECT_LT(result.error, kink_tolerance) << to_string(result);
}

TEST(SimpleUnet, HasTheGradientsThatDifferencesGiveAtItsStandardWidths) {
  simple_unet<checked_backend> network;
  const gradcheck_result result = check_network(network, {1, 4, 4, 1}, 12, 1e-6);
  EXPECT_LT(result.error, kink_tolerance) << to_string(result);
}

TEST(SimpleUnet, AddsALearnedRowForEachLabel) {
  simple_unet<checked_backend> network(2, {3, 4, 5});
  cpu_context ctx(2);
  parameter_slab<checked_backend> slab(ctx, network);
  slab.initialize(network, 1);
  const auto x = some_numbers<double>(3 * 16, 1), target = some_numbers<double>(3 * 16, 2);
  const std::vector<double> t = {5, 50, 120};
  const std::vector<whole> labels = {2, 0, 2};
  const gradcheck_result result = check_gradients<checked_backend>(
      ctx, {{slab.values(), slab.grads(), slab.size()}},
      [&](checked_graph& g) {
        const value y = network(g, g.scalar_input({x.data(), {3, 4, 4, 1}}), g.input({t.data(), {3}}),
                                {g.input({labels.data(), {3}})});
        return ops::mse(g, ops::to_real(g, y), g.input({target.data(), {3, 4, 4, 1}}));
      },
      {.step = 1e-6});
  EXPECT_LT(result.error, kink_tolerance) << to_string(result);
}

TEST(TinyUnet, HasTheGradientsThatDifferencesGive) {
  tiny_unet<checked_backend> network;
  const gradcheck_result result = check_network(network, {2, 4, 6, 3}, 10, 1e-5);
  EXPECT_LT(result.error, smooth_tolerance) << to_string(result);
}

}  // namespace
