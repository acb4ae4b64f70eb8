#include "sfumato/nn/classifier.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "../gradient_case.hpp"
#include "../messages.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/cross_entropy.hpp"

namespace {

using namespace sfumato_test;

static_assert(parameter_count(classifier<checked_backend>()) == 101354);
static_assert(parameter_count(unet_encoder<checked_backend>(standard_widths)) + 128 * 10 + 10 == 101354);

template <class Net>
std::vector<std::string> names_of(Net net) {
  std::vector<std::string> names;
  for_each_parameter(net, [&](const std::string& name, const auto&) { names.push_back(name); });
  return names;
}

TEST(Classifier, NamesItsEncoderAsTheDenoiserDoes) {
  const auto names = names_of(classifier<checked_backend>()), drawing = names_of(simple_unet<checked_backend>());
  ASSERT_EQ(names.size(), 14U);
  EXPECT_EQ(std::vector<std::string>(names.begin(), names.begin() + 12),
            std::vector<std::string>(drawing.begin(), drawing.begin() + 12));
  EXPECT_EQ(names.front(), "encoder1.conv.weight");
  EXPECT_EQ(names[11], "bottleneck.time.bias");
  EXPECT_EQ(names[12], "head.weight");
  EXPECT_EQ(names[13], "head.bias");
}

TEST(Classifier, HasTheGradientsThatDifferencesGiveInAllParameters) {
  using B = checked_backend;
  classifier<B> network(3, {3, 4, 5});
  cpu_context ctx(2);
  parameter_slab<B> slab(ctx, network);
  slab.initialize(network, 1);
  const shape extent{3, 4, 8, 1};
  auto x = some_numbers<double>(extent.size(), 1);
  std::vector<double> gx(x.size());
  const std::vector<double> t = {0, 0, 40};
  const std::vector<whole> labels = {2, 0, 1};
  std::vector<checked_array<B>> arrays = {{x.data(), gx.data(), extent.size()}};
  for_each_parameter(network, [&](const std::string&, parameter<double>& p) {
    arrays.push_back({p.value, p.grad, p.extent.size()});
  });
  const gradcheck_result result =
      check_gradients<B>(ctx, arrays,
                         [&](checked_graph& g) {
                           const value image = ops::to_scalar(g, g.input({x.data(), extent}, gx.data()));
                           const value logits = network(g, image, g.input({t.data(), {3}}));
                           return ops::cross_entropy(g, ops::to_real(g, logits), g.input({labels.data(), {3}}));
                         },
                         {.step = 1e-6});
  EXPECT_LT(result.error, kink_tolerance) << to_string(result);
}

TEST(Classifier, SaysWhatDoesNotFit) {
  using B = cpu<float>;
  EXPECT_TRUE(says(message_of([] { classifier<B> none(1); }), {"classifier", "at least 2 classes", "got 1"}));
  EXPECT_TRUE(says(message_of([] { classifier<B> thin(4, {3, 0, 5}); }), {"classifier", "widths", "3, 0 and 5"}));
  const classifier<B> net(4, {3, 4, 5});
  cpu_context ctx(1);
  const std::vector<float> zeros(200);
  for (const shape& s : {shape{1, 6, 8, 1}, shape{1, 8, 10, 1}, shape{1, 4, 4, 3}, shape{4, 4, 1}, shape{1, 0, 4, 1}}) {
    graph<B> g(ctx);
    const auto call = [&] { net(g, g.scalar_input({zeros.data(), s}), g.input({zeros.data(), {1}})); };
    EXPECT_TRUE(says(message_of(call), {"classifier: expected images (N,H,W,1)", "divisible by 4", to_string(s)}));
  }
}

}  // namespace
