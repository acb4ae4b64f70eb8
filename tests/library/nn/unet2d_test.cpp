#include "sfumato/nn/unet2d/unet2d.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "../gradient_case.hpp"
#include "../messages.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/tensor/inference.hpp"

namespace {

using namespace sfumato_test;
using enum unet2d_block;

/// As small as a network with all kinds of blocks can be.
unet2d_config small() {
  return {.down_block_types = {plain, attention},
          .up_block_types = {attention, plain},
          .block_out_channels = {4, 6},
          .layers_per_block = 1,
          .attention_head_dim = 3,
          .norm_num_groups = 2};
}

/// Tape against differences with regard to the image and to some numbers of each parameter.
void expect_right_gradients(const unet2d_config& config, double tolerance = smooth_tolerance,
                            const gradcheck_options& options = {}) {
  unet2d<checked_backend> net(config);
  cpu_context ctx(2);
  parameter_slab<checked_backend> slab(ctx, net);
  slab.initialize(net, 1);
  const shape in{2, 4, 2, config.in_channels}, out{2, 4, 2, config.out_channels};
  auto x = some_numbers<double>(in.size(), 1);
  const auto target = some_numbers<double>(out.size(), 2);
  std::vector<double> grad_x(x.size());
  const std::vector<double> t = {3, 40};
  const std::vector<whole> labels = {0, 1};
  std::vector<checked_array<checked_backend>> arrays = {{x.data(), grad_x.data(), in.size()}};
  for_each_parameter(net, [&](const std::string&, parameter<double>& p) {
    arrays.push_back({p.value, p.grad, p.extent.size()});
  });
  gradcheck_options chosen = options;
  chosen.samples = 2;
  const gradcheck_result result = check_gradients<checked_backend>(
      ctx, arrays,
      [&](checked_graph& g) {
        class_labels told;
        if (net.classes() > 0) told.labels = g.input(view<const whole>{labels.data(), {2}});
        const value image = ops::to_scalar(g, g.input({x.data(), in}, grad_x.data()));
        const value y = net(g, image, g.input({t.data(), {2}}), told);
        return ops::mse(g, ops::to_real(g, y), g.input({target.data(), out}));
      },
      chosen);
  EXPECT_LT(result.error, tolerance) << to_string(result);
}

TEST(Unet2d, HasTheGradientsThatDifferencesGiveForEveryOption) {
  using change = std::function<void(unet2d_config&)>;
  const change changes[] = {
      [](unet2d_config&) {},
      [](unet2d_config& c) { c.attention_head_dim = {}; },
      [](unet2d_config& c) { c.attention_head_dim = 4; },  // which does not divide 6
      [](unet2d_config& c) { c.downsample_padding = 0; },
      [](unet2d_config& c) { c.resnet_time_scale_shift = time_norm::scale_shift; },
      [](unet2d_config& c) {
        c.resnet_time_scale_shift = time_norm::scale_shift;
        c.attn_norm_num_groups = 3;
      },
      [](unet2d_config& c) { c.num_class_embeds = 2; },
      [](unet2d_config& c) { c.add_attention = false; },
      [](unet2d_config& c) { c.mid_block = false; },
      [](unet2d_config& c) {
        c.mid_block_scale_factor = 1.5;
        c.center_input_sample = true;
      },
      [](unet2d_config& c) {
        c.in_channels = 1;
        c.out_channels = 2;
        c.time_embedding_dim = 5;
      },
      [](unet2d_config& c) {
        c.down_block_types = c.up_block_types = {attention, attention};
        c.downsample_type = c.upsample_type = unet2d_resampling::resnet;
      },
  };
  for (const change& make : changes) {
    unet2d_config config = small();
    make(config);
    SCOPED_TRACE(&make - changes);
    expect_right_gradients(config);
  }
}

TEST(Unet2d, HasTheGradientsThatDifferencesGiveWithRelu) {
  unet2d_config config = small();
  config.act_fn = activation::relu;
  expect_right_gradients(config, kink_tolerance, kink_options);
}

TEST(Unet2d, PlannedPassesGiveTheBitsOfATrainingGraph) {
  using B = cpu<float>;
  unet2d_config config = small();
  config.downsample_type = config.upsample_type = unet2d_resampling::resnet;
  config.down_block_types = config.up_block_types = {attention, attention};
  unet2d<B> net(config);
  cpu_context ctx(2);
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 1);
  const shape extent{3, 4, 4, 3};
  const auto x = some_numbers<float>(extent.size(), 1), t = some_numbers<float>(3, 2);
  const auto forward = [&](graph<B>& g) {
    return net(g, ops::to_scalar(g, g.input({x.data(), extent})), g.input({t.data(), {3}}));
  };
  graph<B> g(ctx);
  const value y = forward(g);
  inference<B> run(ctx);
  const view<float> planned = run(forward);
  for (index_t i = 0; i < extent.size(); ++i) ASSERT_EQ(planned.data[i], g.data(y)[i]) << i;
}

TEST(Unet2d, RefusesImagesAndLabelsThatDoNotFit) {
  using B = cpu<float>;
  unet2d<B> net(small());
  unet2d_config with_classes = small();
  with_classes.num_class_embeds = 3;
  unet2d<B> conditioned(with_classes);
  cpu_context ctx(1);
  parameter_slab<B> slab(ctx, net), other(ctx, conditioned);
  graph<B> g(ctx);
  const std::vector<float> zeros(1000);
  const auto complaint = [&](const unet2d<B>& network, const shape& extent) {
    return message_of([&] { network(g, g.scalar_input({zeros.data(), extent}), g.input({zeros.data(), {1}})); });
  };
  EXPECT_EQ(complaint(net, {1, 4, 2, 3}), "");
  EXPECT_TRUE(says(complaint(net, {1, 5, 2, 3}), {"unet2d", "divisible by 2", "(1,5,2,3)"}));
  EXPECT_TRUE(says(complaint(net, {1, 4, 4, 1}), {"unet2d", "(N,H,W,3)", "(1,4,4,1)"}));
  EXPECT_TRUE(says(complaint(conditioned, {1, 4, 4, 3}), {"unet2d", "expected labels"}));
}

TEST(Unet2d, KnowsNoLabelForNoneUnlessItIsTold) {
  using B = cpu<float>;
  unet2d_config config = small();
  config.num_class_embeds = 3;
  unet2d<B> net(config);
  cpu_context ctx(1);
  class_labels::batch<B> condition(net);
  EXPECT_TRUE(says(message_of([&] { condition.give_none(ctx, 2); }), {"condition", "none_label", "label_drop"}));
  const std::vector<int> all = {0, 1, 2}, one_more = {3};
  EXPECT_NO_THROW(condition.give(ctx, all, 3, true));
  EXPECT_THROW(condition.give(ctx, one_more, 3, true), error);
  net.none_label = 2;
  EXPECT_NO_THROW(class_labels::batch<B>(net).give_none(ctx, 2));
}

TEST(Unet2d, RefusesConfigurationsThatContradictThemselvesByName) {
  struct row {
    std::function<void(unet2d_config&)> change;
    std::initializer_list<std::string> words;
  };
  const row rows[] = {
      {[](auto& c) { c.in_channels = 0; }, {"in_channels", "got 0"}},
      {[](auto& c) { c.out_channels = -3; }, {"out_channels", "got -3"}},
      {[](auto& c) { c.block_out_channels = {}; }, {"block_out_channels", "got 0"}},
      {[](auto& c) {
         c.block_out_channels = {4, 7};
       },
       {"norm_num_groups", "divisor of 7", "got 2"}},
      {[](auto& c) {
         c.block_out_channels = {4, index_t{1} << 40};
       },
       {"block_out_channels", "1099511627776"}},
      {[](auto& c) { c.down_block_types = {plain}; }, {"down_block_types", "expected 2", "got 1"}},
      {[](auto& c) {
         c.up_block_types = {plain, plain, plain};
       },
       {"up_block_types", "expected 2", "got 3"}},
      {[](auto& c) { c.layers_per_block = 0; }, {"layers_per_block", "got 0"}},
      {[](auto& c) { c.downsample_padding = 2; }, {"downsample_padding", "0 to 1", "got 2"}},
      {[](auto& c) { c.attention_head_dim = 7; }, {"attention_head_dim", "at most the 4", "got 7"}},
      {[](auto& c) { c.norm_num_groups = 0; }, {"norm_num_groups", "got 0"}},
      {[](auto& c) { c.norm_eps = 0; }, {"norm_eps", "got 0"}},
      {[](auto& c) { c.norm_eps = std::numeric_limits<double>::quiet_NaN(); }, {"norm_eps", "got nan"}},
      {[](auto& c) { c.freq_shift = 2; }, {"freq_shift", "below half", "got 2"}},
      {[](auto& c) { c.mid_block_scale_factor = 0; }, {"mid_block_scale_factor", "got 0"}},
      {[](auto& c) { c.attn_norm_num_groups = 4; }, {"attn_norm_num_groups", "divisor of 6", "got 4"}},
      {[](auto& c) { c.num_class_embeds = 0; }, {"num_class_embeds", "got 0"}},
      {[](auto& c) {
         c.sample_size = {1, 2, 3};
       },
       {"sample_size", "3 numbers"}},
      {[](auto& c) {
         c.block_out_channels = {65536, 65536};
       },
       {"parameters", "4294967296"}},
  };
  EXPECT_EQ(message_of([] { unet2d<cpu<float>>{small()}; }), "");
  for (const row& r : rows) {
    unet2d_config config = small();
    r.change(config);
    if (config.attention_head_dim == index_t{7}) config.down_block_types = {attention, plain};
    const std::string message = message_of([&] { unet2d<cpu<float>>{config}; });
    EXPECT_TRUE(says(message, r.words) && says(message, {"unet2d"})) << message;
  }
}

}  // namespace
