#include "sfumato/optim/gradient_clip.hpp"

#include <gtest/gtest.h>

#include "../golden.hpp"
#include "../io/temporary_folder.hpp"
#include "array_module.hpp"
#include "sfumato/optim/sgd.hpp"

namespace {

/// What an optimizer does in passing.
template <class Limit, class Model>
void clip(Limit& limit, Model& model) {
  const auto factor = *limit.factor(model.slab);
  for (std::size_t i = 0; i < model.grads().size(); ++i) model.slab.grads()[i] *= factor;
}

using namespace sfumato;
using namespace sfumato_test;

template <class T>
class GradientClip : public testing::Test {};
using scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(GradientClip, scalars);

TYPED_TEST(GradientClip, GivesTheReferencesNormAndGradients) {
  using T = TypeParam;
  const bool wide = std::is_same_v<T, double>;
  const golden::tensors reference("layers.safetensors");
  std::vector<double> both = reference.f64("clip.a");
  const index_t size_a = static_cast<index_t>(both.size());
  const std::vector<double> b = reference.f64("clip.b");
  both.insert(both.end(), b.begin(), b.end());
  int rows = 0;
  for (const nlohmann::json& line : golden::json("layers.json")["clip_grad_norm"]) {
    const std::string name = line["name"];
    array_slab<T> model(size_a, static_cast<index_t>(b.size()));
    model.put_grads({both.begin(), both.end()});
    gradient_clip<elementwise_cpu<T>> limit(model.ctx, line["max_norm"]);
    clip(limit, model);
    // Inputs are exact in float32; a float keeps 24 bits.
    const double norm = line["total_norm"];
    EXPECT_NEAR(limit.norm(), norm, norm * (wide ? 1e-14 : 1e-6)) << name;
    std::vector<double> want = reference.f64(name + ".a");
    const std::vector<double> want_b = reference.f64(name + ".b");
    want.insert(want.end(), want_b.begin(), want_b.end());
    for (std::size_t i = 0; i < want.size(); ++i)
      EXPECT_NEAR(static_cast<double>(model.slab.grads()[i]), want[i], wide ? 1e-7 : 1e-6) << name << " at " << i;
    ++rows;
  }
  EXPECT_GT(rows, 0);
}

TEST(GradientClip, TheFactorWithinAStepEqualsClippingBeforeIt) {
  using B = elementwise_cpu<double>;
  array_slab<double> before(9), within(9);
  for (auto* model : {&before, &within}) model->put_grads(some_numbers<double>(9, 4));
  gradient_clip<B> limit(before.ctx, 0.25);
  sgd<B> one(before.slab), two(within.slab);
  clip(limit, before);
  one.step(before.slab, {.learning_rate = 1});
  two.step(within.slab, {.learning_rate = 1, .grad_scale = limit.factor(within.slab)});
  double squares = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_DOUBLE_EQ(before.values()[i], within.values()[i]);
    squares += before.values()[i] * before.values()[i];
  }
  // With a rate of 1 the step is the clipped gradient; 1e-6 is in the rule.
  EXPECT_NEAR(std::sqrt(squares), 0.25, 1e-6);
}

TEST(GradientClip, LeavesNoGradientAtAllAsItIs) {
  array_slab<float> model(5);
  gradient_clip<elementwise_cpu<float>> limit(model.ctx, 1);
  clip(limit, model);
  EXPECT_EQ(limit.norm(), 0);
  EXPECT_EQ(model.grads(), std::vector<float>(5, 0.f));
}

TEST(GradientClip, RefusesALimitThatIsNotPositive) {
  cpu_context ctx(1);
  EXPECT_TRUE(says(message_of([&] { gradient_clip<elementwise_cpu<float>>(ctx, 0); }), {"clipping", "got 0"}));
}

}  // namespace
