#include <gtest/gtest.h>

#include <cstdio>
#include <limits>

#include "sfumato/io.hpp"

#if !__FINITE_MATH_ONLY__
#error "these tests are about -ffast-math"
#endif

namespace {

using namespace sfumato;
using B = cpu<float>;

/// By bits and through volatile memory, so that the compiler cannot know what it is.
double from_bits(std::uint64_t bits) {
  volatile std::uint64_t hidden = bits;
  return std::bit_cast<double>(std::uint64_t{hidden});
}
double nan() { return from_bits(0x7FF8000000000000u); }
double infinity() { return from_bits(0x7FF0000000000000u); }

template <class F>
std::string complaint(F&& f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "nothing";
}
#define EXPECT_SAYS(words, ...) \
  EXPECT_NE(complaint([&] { __VA_ARGS__; }).find(words), std::string::npos) << complaint([&] { __VA_ARGS__; })

struct run {
  explicit run(const training_options& options = {.batch_size = 4, .learning_rate = 1e-3}) : options_(options) {
    slab.initialize(net, 0);
  }
  void train() {
    trainer<B, simple_unet<B>> training(net, slab, schedule, options_);
    training.run(synthetic_digits(0, {0, 1}, 16), {.epochs = 1});
  }
  void draw() {
    network_denoiser<B, simple_unet<B>> denoiser(net);
    (void)sample<B>(ctx, denoiser, ddim{}, schedule, steps(2), {.extent = {1, 16, 16, 1}});
  }

  training_options options_;
  B::context ctx{1};
  simple_unet<B> net{light_widths};
  parameter_slab<B> slab{ctx, net};
  linear_beta schedule{scaled_beta_range(200)};
};

TEST(FastMath, SeesANanAndAnInfinityByTheirBits) {
  EXPECT_TRUE(is_nan(nan()) && !is_nan(infinity()) && !is_nan(1.0));
  EXPECT_TRUE(!is_finite(nan()) && !is_finite(infinity()) && !is_finite(-infinity()) && is_finite(-1e308));
  EXPECT_TRUE(!in_range(nan(), 0.0, 1.0) && !in_range(infinity(), 0.0, std::numeric_limits<double>::max()));
  EXPECT_TRUE(!at_least(nan(), 0.0) && !above(nan(), 0.0) && at_least(infinity(), 0.0) && !above(-infinity(), 0.0));
}

TEST(FastMath, ANanInAnyWeightIsReportedByTrainingAndBySampling) {
  for (const int where : {0, 1, 2, 3}) {
    run bad;
    float* const weights[] = {bad.net.encoder1.conv.weight.value, bad.net.bottleneck.conv.weight.value + 7,
                              bad.net.decoder2.conv.bias.value, bad.net.output.bias.value};
    *weights[where] = static_cast<float>(nan());
    ASSERT_TRUE(is_nan(*weights[where]));
    EXPECT_SAYS("not finite", bad.draw());
    EXPECT_SAYS("training:", bad.train());
  }
}

TEST(FastMath, TrainingThatDivergesIsStopped) {
  run diverging({.batch_size = 4, .learning_rate = 1e6});
  EXPECT_SAYS("try a lower learning rate", diverging.train());
}

TEST(FastMath, OptionsThatAreNoNumbersAreRefused) {
  for (const double bad : {nan(), -nan(), -1.0}) {
    EXPECT_SAYS("learning rate", training_options{.learning_rate = bad}.check());
    EXPECT_SAYS("max_grad_norm", training_options{.max_grad_norm = bad}.check());
    EXPECT_SAYS("label_drop", training_options{.label_drop = bad}.check());
    EXPECT_SAYS("betas", adam_options{.beta1 = bad}.check());
    EXPECT_SAYS("epsilon", adam_options{.epsilon = bad}.check());
    EXPECT_SAYS("min_decay", ema_options{.decay = bad}.check());
    EXPECT_SAYS("betas", linear_beta({.first = bad}));
    EXPECT_SAYS("betas", linear_beta({.last = bad}));
    EXPECT_SAYS("eta", ddim{.eta = bad}.plan(linear_beta(), {10, 0}, prediction_type::epsilon));
    EXPECT_SAYS("sigma", estimates_from(prediction_type::sample, 1, bad));
    EXPECT_SAYS("timesteps", checked_timesteps({bad - 1}, 1000));
  }
  EXPECT_SAYS("learning rate", training_options{.learning_rate = infinity()}.check());
  EXPECT_SAYS("timestep", linear_beta().alpha(nan()));
  EXPECT_SAYS("timestep", linear_beta().alpha(infinity()));
}

TEST(FastMath, NumbersThatAFileOrPictureCannotHoldAreRefused) {
  safetensors_writer writer;
  EXPECT_SAYS("does not fit", writer.add("a", {1}, std::vector<double>{1e300}, dtype::f32));
  EXPECT_SAYS("does not fit", writer.add("a", {1}, std::vector<double>{1e300}, dtype::bf16));
  EXPECT_SAYS("does not fit", writer.add("a", {1}, std::vector<float>{65520}, dtype::f16));
  writer.add("big", {1}, std::vector<double>{1e300});
  for (const dtype type : {dtype::f16, dtype::bf16, dtype::f32, dtype::f64}) {
    const std::string name(to_string(type));
    writer.add("nan " + name, {1}, std::vector<double>{nan()}, type);
    writer.add("infinity " + name, {1}, std::vector<double>{-infinity()}, type);
  }
  const std::string path = testing::TempDir() + "fast_math.safetensors";
  writer.write(path);
  const auto file = safetensors_file::open(path);
  std::remove(path.c_str());
  EXPECT_SAYS("does not fit", file.read<float>("big"));
  for (const std::string& name : file.names())
    if (name != "big") {
      EXPECT_SAYS("expected finite values", file.require_finite(name));
    }

  std::vector<float> pixels(4);
  pixels[2] = static_cast<float>(nan());
  EXPECT_SAYS("NaN at row 1", image_grid(view<const float>(pixels.data(), {1, 2, 2, 1})));
}

}  // namespace
