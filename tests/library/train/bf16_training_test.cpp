#include <gtest/gtest.h>

#include <vector>

#include "sfumato/data/synthetic_digits.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "tiny_training.hpp"

// Activations of 16 bits learn and draw what floats do.
namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Mean loss of the last of 200 steps, and twelve drawn images' mean brightness.
template <class B>
struct outcome {
  double loss = 0;
  std::vector<float> images;

  explicit outcome(std::uint64_t seed) {
    cpu_context ctx(2);
    simple_unet<B> net(unet_widths{4, 6, 8});
    parameter_slab<B> slab(ctx, net);
    slab.initialize(net, seed);
    training_options options;
    options.seed = seed;
    options.batch_size = 16;
    options.learning_rate = 3e-3;
    trainer<B, simple_unet<B>> training(net, slab, tiny_training::schedule(), options);
    training.run(stored(synthetic_digits(1, first_digits(2), 320, 12)), {.epochs = 10});
    EXPECT_EQ(training.state().steps, 200);
    loss = training.history().back().loss();
    network_denoiser<B, simple_unet<B>> denoiser(training.averaged());
    images = sample<B>(ctx, denoiser, ddim{}, tiny_training::schedule(), steps(10), {.extent = {12, 12, 12, 1}}).images;
  }
};

TEST(Bf16Training, LearnsAsFloatsDo) {
  double narrow_loss = 0, plain_loss = 0, apart = 0;
  for (const std::uint64_t seed : {1u, 2u, 5u}) {
    const outcome<cpu<bf16>> narrow(seed);
    const outcome<cpu<float>> plain(seed);
    EXPECT_LT(plain.loss, 0.5) << "a network that answers 0 has a loss of 1";
    narrow_loss += narrow.loss;
    plain_loss += plain.loss;
    for (std::size_t i = 0; i < plain.images.size(); ++i) {
      const double d = static_cast<double>(narrow.images[i] - plain.images[i]);
      apart += d * d / static_cast<double>(3 * plain.images.size());
    }
  }
  // Rounding sends the two of a seed separate ways: their losses differ by 2% (standard deviation over eight seeds), so
  // the mean of three by 1.2%; four of these.
  EXPECT_NEAR(narrow_loss, plain_loss, 0.05 * plain_loss);
  EXPECT_NE(narrow_loss, plain_loss);
  EXPECT_LT(apart, 0.1) << "pictures of the same noise, values in [-1,1]; unrelated digits are 0.5 apart";
}

}  // namespace
