#include "sfumato/optim/ema.hpp"

#include <gtest/gtest.h>

#include "../golden.hpp"
#include "../io/temporary_folder.hpp"
#include "array_module.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

ema_options options_of(const nlohmann::json& settings) {
  ema_options options;
  options.decay = settings.value("decay", options.decay);
  options.min_decay = settings.value("min_decay", options.min_decay);
  options.update_after_step = settings.value("update_after_step", options.update_after_step);
  options.inv_gamma = settings.value("inv_gamma", options.inv_gamma);
  options.power = settings.value("power", options.power);
  if (settings.value("use_ema_warmup", false)) options.form = ema_options::warm_up::power;
  return options;
}

template <class T>
class EmaGolden : public testing::Test {};
using scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(EmaGolden, scalars);

TYPED_TEST(EmaGolden, FollowsTheReferenceStepByStep) {
  using T = TypeParam;
  const golden::tensors reference("layers.safetensors");
  const std::vector<double> params = reference.f64("ema.params");
  const index_t size = reference.shape("ema.params")[1];
  const auto row = [&](index_t k) {
    return std::vector<T>(params.begin() + k * size, params.begin() + (k + 1) * size);
  };
  int rows = 0;
  for (const nlohmann::json& line : golden::json("layers.json")["ema"]) {
    const std::string name = line["name"];
    const ema_options options = options_of(line["settings"]);
    const std::vector<double> shadow = reference.f64(name + ".shadow");
    array_slab<T> model(size);
    model.put_values(row(0));
    ema<elementwise_cpu<T>> average(model.slab, options);
    for (index_t k = 1; k <= static_cast<index_t>(line["decays"].size()); ++k) {
      EXPECT_NEAR(options.decay_at(k), line["decays"][static_cast<std::size_t>(k - 1)], 1e-14) << name << ' ' << k;
      model.put_values(row(k));
      average.update(model.slab);
      // Stored as float32, so 1e-7 for a double.
      for (index_t i = 0; i < size; ++i)
        EXPECT_NEAR(average.values().data()[i], shadow[static_cast<std::size_t>(k * size + i)],
                    (std::is_same_v<T, double> ? 1e-7 : 1e-6))
            << name << " step " << k;
    }
    ++rows;
  }
  EXPECT_GT(rows, 0);
}

TEST(Ema, StartsAsTheParametersAndFirstCopiesThem) {
  array_slab<float> model(3);
  model.put_values({1, 2, 3});
  ema<elementwise_cpu<float>> average(model.slab);
  EXPECT_EQ(model.get(average.values().data(), 3), (std::vector<float>{1, 2, 3}));
  model.put_values({4, 5, 6});
  average.update(model.slab);
  EXPECT_EQ(model.get(average.values().data(), 3), (std::vector<float>{4, 5, 6}));
}

TEST(Ema, StaysWhereItIsWhenParametersRest) {
  // decay a + (1 - decay) a, with both factors rounded to float, would drift by up to 2^-25 a step.
  array_slab<float> model(1);
  model.put_values({0.7f});
  ema<elementwise_cpu<float>> average(model.slab, {.decay = 0.999});
  for (int k = 0; k < 20000; ++k) average.update(model.slab);
  EXPECT_EQ(*average.values().data(), 0.7f);
}

TEST(Ema, BindsACopyOfTheModule) {
  array_slab<float> model(2, 1);
  model.put_values({1, 2, 3});
  ema<elementwise_cpu<float>> average(model.slab);
  model.put_values({0, 0, 0});
  auto averaged = average.values().as_values_of(model.module);
  EXPECT_EQ(averaged.a.value[1], 2.f);
  EXPECT_EQ(averaged.b.value[0], 3.f);
  EXPECT_EQ(averaged.a.grad, nullptr);
  EXPECT_EQ(model.module.b.value[0], 0.f);
  EXPECT_TRUE(says(message_of([&] { average.values().as_values_of(array_module<float>(7)); }), {"7", "3"}));
}

TEST(Ema, NamesOptionsOutOfRange) {
  array_slab<float> model(1);
  const auto with = [&](const ema_options& options) {
    return message_of([&] { ema<elementwise_cpu<float>>(model.slab, options); });
  };
  EXPECT_TRUE(says(with({.decay = 1}), {"ema", "decay", "1"}));
  EXPECT_TRUE(says(with({.decay = 0.5, .min_decay = 0.6}), {"min_decay 0.6"}));
  EXPECT_TRUE(says(with({.update_after_step = -1}), {"update_after_step", "-1"}));
  EXPECT_TRUE(says(with({.inv_gamma = 0}), {"inv_gamma", "0"}));
}

}  // namespace
